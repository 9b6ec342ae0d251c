package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.cluster.Leadership;
import cn.ac.pcl.octopus.cluster.Lookout;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Puts the parts together, starts and stops them. Healthy while it sees the cluster and, when it
 * leads, decides.
 */
@Component("cluster")
class SchedulerShell implements SmartLifecycle, HealthIndicator {
    private final SchedulerProperties properties;
    private final ClusterWatch watch;
    private final Gate bindings;
    private final Gate rest;
    private final Gate announcements;
    private final DeskThread desk = new DeskThread("coordinator");
    private final Coordinator coordinator;
    private final Leadership leadership;
    private final Lookout lookout;
    private final Clock clock;
    private volatile boolean running;

    SchedulerShell(
            KubernetesClient client,
            ClusterClientProperties limits,
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
        this.leadership =
                new Leadership(
                        client,
                        properties.lease(),
                        limits.requestTimeout(),
                        clock,
                        it -> desk.post(() -> lead(it)));
        this.lookout = new Lookout(client, watch.watches(), clock);
        this.bindings =
                new Gate(
                        leadership::leads,
                        properties.bindConcurrency(),
                        properties.bindingsPerSecond());
        this.rest =
                new Gate(
                        leadership::leads,
                        properties.bindConcurrency(),
                        properties.writesPerSecond());
        this.announcements = new Gate(leadership::leads, 1, properties.eventsPerSecond());
        String name = limits.fieldManager();
        this.coordinator =
                new Coordinator(
                        new Coordinator.Ports(
                                watch,
                                new KubernetesBoundPods(client, rest),
                                new KubernetesBinder(client, name, meters, bindings, rest),
                                new KubernetesStatusWriter(client, name, rest),
                                new KubernetesEventWriter(
                                        client, name, meters, clock, announcements)),
                        desk,
                        new LaneGroup(lanes(meters)),
                        properties,
                        clock);
    }

    private Function<String, Lane> lanes(MeterRegistry meters) {
        var timing =
                new Lane.Timing(
                        properties.coalesce(),
                        properties.tick(),
                        properties.patience(),
                        clock,
                        Timer.builder("octopus.scheduler.cycle")
                                .description("Time of one decision")
                                .register(meters));
        Counter broken =
                Counter.builder("octopus.scheduler.lanes.broken")
                        .description("Failures upon which the lanes were built anew")
                        .register(meters);
        var listener =
                new Lane.Listener() {
                    @Override
                    public void planned(Lane lane, Plan plan) {
                        desk.post(() -> coordinator.planned(lane, plan));
                    }

                    @Override
                    public void broke(Lane lane) {
                        broken.increment();
                        desk.post(() -> coordinator.broke(lane));
                    }
                };
        return name ->
                new Lane(
                        name,
                        timing,
                        listener,
                        run -> Thread.ofPlatform().daemon().name("lane-" + name).unstarted(run));
    }

    private void changed(ClusterWatch.Kind kind, String key) {
        coordinator.changed(kind, key);
    }

    private void lead(boolean now) {
        coordinator.lead(now);
    }

    @Override
    public void start() {
        running = true;
        watch.start(properties.schedulerName());
        leadership.start();
        desk.every(properties.tick(), coordinator::tick);
        lookout.start();
    }

    @Override
    public void stop() {
        running = false;
        lookout.close();
        // Nothing is decided any more, and what is under way has ended, before another may lead.
        desk.close();
        bindings.close();
        rest.close();
        announcements.close();
        leadership.close();
        watch.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        return coordinator
                .ailment()
                .map(why -> Health.outOfService().withDetail("scheduler", why).build())
                .orElseGet(() -> lookout.health(leadership));
    }
}
