package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.cluster.KeyQueue;
import cn.ac.pcl.octopus.taskset.JobRecorded;
import cn.ac.pcl.octopus.taskset.SchemaMigration;
import cn.ac.pcl.octopus.taskset.TasksetProperties;
import cn.ac.pcl.octopus.taskset.job.Jobs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Calls the reconciler: upon what was stored, upon what was seen in the cluster, and from time to
 * time for every job that may still change, so that nothing that was missed stays missed.
 */
@Component
class JobLoop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JobLoop.class);
    private static final Duration NOT_YET = Duration.ofMillis(200);
    private static final int WORKERS = 4;
    private static final int BATCH = 500;

    private final JobReconciler reconciler;
    private final JobWatch watch;
    private final Jobs jobs;
    private final SchemaMigration schema;
    private final TasksetProperties properties;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable KeyQueue<String> queue;

    JobLoop(
            JobReconciler reconciler,
            JobWatch watch,
            Jobs jobs,
            SchemaMigration schema,
            TasksetProperties properties) {
        this.reconciler = reconciler;
        this.watch = watch;
        this.jobs = jobs;
        this.schema = schema;
        this.properties = properties;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void onRecorded(JobRecorded event) {
        add(event.jobId());
    }

    @Override
    public void start() {
        KeyQueue<String> opened = new KeyQueue<>(WORKERS, reconciler::reconcile);
        opened.setOpen(true);
        queue = opened;
        Thread.ofVirtual().name("job-resync").start(this::loop);
    }

    @Override
    public void stop() {
        stopped.countDown();
        watch.close();
        KeyQueue<String> open = queue;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean isRunning() {
        return queue != null && stopped.getCount() > 0;
    }

    private void add(String id) {
        KeyQueue<String> open = queue;
        if (open != null) {
            open.add(id);
        }
    }

    private void loop() {
        try {
            while (!schema.isReady()) {
                if (stopped.await(NOT_YET.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            watch.start(this::add);
            do {
                try {
                    resync();
                } catch (RuntimeException | Error e) {
                    LOG.warn("Jobs cannot be compared with the cluster now: {}", e.toString());
                }
            } while (!stopped.await(
                    properties.taskset().resync().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void resync() {
        String after = "";
        List<String> ids;
        do {
            ids = jobs.unsettled(after, BATCH);
            ids.forEach(this::add);
            after = ids.isEmpty() ? after : ids.getLast();
        } while (ids.size() == BATCH);
    }
}
