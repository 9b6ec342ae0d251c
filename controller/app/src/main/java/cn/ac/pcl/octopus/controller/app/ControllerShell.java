package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.cluster.Leadership;
import cn.ac.pcl.octopus.controller.core.Settings;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Puts the parts together, starts and stops them. The queue is open while this replica leads and
 * every kind was listed. Healthy while every kind was listed and the API server answers: then its
 * watches hold or are tried again: a replica that does not lead is as ready as the one that does.
 */
@Component("cluster")
class ControllerShell implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerShell.class);

    /** Watches end and begin anew in the normal course of things. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private static final Duration TICK = Duration.ofSeconds(1);

    private final ControllerProperties properties;
    private final MeterRegistry meters;
    private final Clock clock;
    private final ClusterWatch watch;
    private final Cluster cluster;
    private final JobReconciler jobs;
    private final QueueReconciler queues;
    private final BarePodReconciler barePods;
    private final KeyQueue<Key> queue;
    private final Leadership leadership;
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("tick").factory());
    private volatile boolean leading;
    private volatile boolean running;
    private volatile Instant lastSeeing = Instant.EPOCH;

    ControllerShell(
            KubernetesClient client,
            ClusterClientProperties writer,
            ControllerProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
        Settings settings = new Settings(properties.schedulerName(), properties.startTimeout());
        TokenBucket writes =
                new TokenBucket(
                        properties.writesPerSecond(), properties.writeBurst(), System::nanoTime);
        this.cluster = new Cluster(client, writer.fieldManager(), writes);
        this.queue = new KeyQueue<>(properties.workers(), this::look);
        this.watch = new ClusterWatch(client, properties.schedulerName(), queue::add);
        this.jobs = new JobReconciler(watch, cluster, settings, clock);
        this.queues = new QueueReconciler(watch, cluster);
        this.barePods = new BarePodReconciler(watch, cluster, settings);
        this.leadership = new Leadership(client, properties.lease(), this::lead);
        measure();
    }

    private void measure() {
        Gauge.builder("octopus.controller.queue.depth", queue, KeyQueue::depth)
                .description("Keys that wait to be looked at or are in hand")
                .register(meters);
        Gauge.builder("octopus.controller.leader", this, shell -> shell.leading ? 1 : 0)
                .description("1 on the replica that acts")
                .register(meters);
        for (JobPhase phase : JobPhase.values()) {
            Gauge.builder("octopus.controller.jobs", watch, seen -> count(seen, phase))
                    .tag("phase", phase.text())
                    .description("Jobs by phase")
                    .register(meters);
        }
    }

    private static double count(ClusterWatch watch, JobPhase phase) {
        return watch.jobs().filter(job -> JobStatus.of(job).state().phase() == phase).count();
    }

    private Optional<Duration> look(Key key) {
        Timer.Sample time = Timer.start(meters);
        String outcome = "failed";
        try {
            Optional<Duration> again =
                    switch (key) {
                        case Key.OfJob job -> jobs.reconcile(job);
                        case Key.OfQueue name -> queues.reconcile(name);
                        case Key.OfPod pod -> barePods.reconcile(pod);
                    };
            outcome = "done";
            return again;
        } catch (KeyQueue.TooEarly early) {
            outcome = "early";
            throw early;
        } finally {
            time.stop(
                    Timer.builder("octopus.controller.reconcile")
                            .description("Time of one look at a key")
                            .tag("kind", key.kind())
                            .tag("outcome", outcome)
                            .register(meters));
        }
    }

    private void lead(boolean now) {
        LOG.info(now ? "This replica leads" : "This replica does not lead");
        leading = now;
        queue.setOpen(now && watch.isSynced());
    }

    private void tick() {
        queue.setOpen(leading && watch.isSynced());
        // fabric8's isWatching() says no until the first event or bookmark came, so ask the server.
        if (watch.isSynced() && cluster.answers()) {
            lastSeeing = clock.instant();
        }
    }

    /** What a lost event would have said comes to light here. */
    private void resync() {
        if (leading && watch.isSynced()) {
            watch.keys().forEach(queue::add);
        }
    }

    @Override
    public void start() {
        running = true;
        watch.start();
        leadership.start();
        var _ = ticks.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        long resync = properties.resync().toMillis();
        var _ = ticks.scheduleWithFixedDelay(this::resync, resync, resync, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        queue.close();
        ticks.shutdownNow();
        leadership.close();
        watch.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        return clock.instant().isBefore(lastSeeing.plus(RECONNECT))
                ? Health.up().withDetail("leader", leading).build()
                : Health.outOfService()
                        .withDetail("notListed", watch.unlisted())
                        .withDetail("lastAnswer", lastSeeing.toString())
                        .build();
    }
}
