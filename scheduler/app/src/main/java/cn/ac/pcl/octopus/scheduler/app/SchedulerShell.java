package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.cluster.Leadership;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Puts the parts together, starts and stops them. Healthy while every kind is listed and the API
 * server answers: a replica that does not lead is as ready as the one that does.
 */
@Component("cluster")
class SchedulerShell implements SmartLifecycle, HealthIndicator {
    /** Watches end and begin anew in the normal course of things. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private final SchedulerProperties properties;
    private final ClusterWatch watch;
    private final Binder binder;
    private final StatusWriter statuses;
    private final Desk desk = new Desk("coordinator");
    private final Desk lookout = new Desk("lookout");
    private final Coordinator coordinator;
    private final Leadership leadership;
    private final Clock clock;
    private volatile Instant lastSeeing = Instant.EPOCH;
    private volatile boolean running;

    SchedulerShell(
            KubernetesClient client,
            ClusterClientProperties writer,
            SchedulerProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.properties = properties;
        this.clock = clock;
        this.watch =
                new ClusterWatch(
                        client,
                        properties.resync(),
                        (kind, key) -> desk.post(() -> changed(kind, key)));
        this.binder = new Binder(client, meters, properties.bindConcurrency());
        this.statuses = new StatusWriter(client, writer.fieldManager());
        var timing =
                new Lane.Timing(
                        properties.coalesce(),
                        properties.tick(),
                        properties.patience(),
                        clock,
                        Timer.builder("octopus.scheduler.cycle")
                                .description("Time of one decision")
                                .register(meters));
        BiConsumer<Lane, Plan> plans = (lane, plan) -> desk.post(() -> planned(lane, plan));
        this.coordinator =
                new Coordinator(
                        watch,
                        binder,
                        statuses,
                        desk,
                        new LaneGroup(name -> Lane.start(name, timing, plans)),
                        properties,
                        clock);
        this.leadership =
                new Leadership(client, properties.lease(), it -> desk.post(() -> lead(it)));
    }

    private void changed(ClusterWatch.Kind kind, String key) {
        coordinator.changed(kind, key);
    }

    private void planned(Lane lane, Plan plan) {
        coordinator.planned(lane, plan);
    }

    private void lead(boolean now) {
        coordinator.lead(now);
    }

    // fabric8's isWatching() says no until a first event or bookmark came, so the server is asked.
    private void look() {
        if (watch.synced() && watch.answers()) {
            lastSeeing = clock.instant();
        }
    }

    @Override
    public void start() {
        running = true;
        watch.start(properties.schedulerName());
        leadership.start();
        desk.every(properties.tick(), coordinator::tick);
        lookout.every(properties.tick(), this::look);
    }

    @Override
    public void stop() {
        running = false;
        leadership.close();
        lookout.close();
        desk.close();
        watch.close();
        binder.close();
        statuses.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        return clock.instant().isBefore(lastSeeing.plus(RECONNECT))
                ? Health.up().build()
                : Health.outOfService().withDetail("notListed", watch.unlisted()).build();
    }
}
