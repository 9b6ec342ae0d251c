package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.cluster.KeyQueue;
import cn.ac.pcl.octopus.cluster.Leadership;
import cn.ac.pcl.octopus.cluster.Lookout;
import cn.ac.pcl.octopus.cluster.Ticker;
import cn.ac.pcl.octopus.cluster.TokenBucket;
import cn.ac.pcl.octopus.controller.core.Settings;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Puts the parts together, starts and stops them. The queue is open while this replica leads and
 * every kind was listed.
 */
@Component("cluster")
class ControllerShell implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerShell.class);

    private static final Duration BURST = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final ControllerProperties properties;
    private final MeterRegistry meters;
    private final ClusterWatch watch;
    private final JobReconciler jobs;
    private final QueueReconciler queues;
    private final BarePodReconciler barePods;
    private final KeyQueue<Key> queue;
    private final Leadership leadership;
    private final Lookout lookout;
    private final Ticker ticks = new Ticker("tick");

    private volatile boolean running;

    ControllerShell(
            KubernetesClient client,
            ClusterClientProperties limits,
            ControllerProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.properties = properties;
        this.meters = meters;
        Settings settings =
                new Settings(
                        properties.schedulerName(),
                        properties.placementTimeout(),
                        properties.preparationTimeout(),
                        properties.startTimeout());
        TokenBucket writes =
                new TokenBucket(
                        properties.writesPerSecond(), properties.writeBurst(), System::nanoTime);
        this.leadership =
                new Leadership(
                        client, properties.lease(), limits.requestTimeout(), clock, this::lead);
        Cluster cluster = new Cluster(client, limits.fieldManager(), writes, leadership::leads);
        this.queue = new KeyQueue<>(properties.workers(), this::look);
        this.watch = new ClusterWatch(client, properties.schedulerName(), this::changed);
        this.lookout = new Lookout(client, watch.watches(), clock);
        this.jobs = new JobReconciler(watch, cluster, settings, clock);
        this.queues = new QueueReconciler(watch, cluster, clock);
        this.barePods = new BarePodReconciler(watch, cluster, settings);
        measure();
    }

    private void measure() {
        Gauge.builder("octopus.controller.queue.depth", queue, KeyQueue::depth)
                .description("Keys that wait to be looked at or are in hand")
                .register(meters);
        Gauge.builder("octopus.controller.leader", this, shell -> shell.leadership.leads() ? 1 : 0)
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

    /** The counts of a queue change with each of its gangs: one look serves a burst of changes. */
    private void changed(Key key) {
        if (key instanceof Key.OfQueue) {
            queue.addAfter(key, BURST);
        } else {
            queue.add(key);
        }
    }

    private void lead(boolean now) {
        LOG.info(now ? "This replica leads" : "This replica does not lead");
        admit();
    }

    /** One at a time, so that an older answer never comes after a newer one. */
    private synchronized void admit() {
        queue.setOpen(leadership.leads() && watch.watches().isSynced());
    }

    /** What a lost event would have said comes to light here. */
    private void resync() {
        if (leadership.leads() && watch.watches().isSynced()) {
            watch.keys().forEach(queue::add);
        }
    }

    @Override
    public void start() {
        running = true;
        watch.watches().start();
        leadership.start();
        ticks.every(TICK, this::admit);
        lookout.start();
        ticks.every(properties.resync(), this::resync);
    }

    @Override
    public void stop() {
        running = false;
        ticks.close();
        lookout.close();
        // What is in hand has ended before another may lead.
        queue.close();
        leadership.close();
        watch.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        return lookout.health(leadership);
    }
}
