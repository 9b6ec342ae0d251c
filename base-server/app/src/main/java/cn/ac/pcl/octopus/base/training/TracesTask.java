package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.base.tasks.BackgroundTask;
import cn.ac.pcl.octopus.base.tasks.Retry;
import java.io.IOException;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** Removes what a deleted job has left beside its output: its logs, and its manifest. */
@Component
class TracesTask implements BackgroundTask<JobId> {
    static final String NAME = "training-traces";

    /** Longer than an ended Job stays in the cluster: until then the end of a log may come. */
    static final Duration AFTER = Duration.ofMinutes(15);

    private final TrainingRuns runs;
    private final StorageProperties storage;

    TracesTask(TrainingRuns runs, StorageProperties storage) {
        this.runs = runs;
        this.storage = storage;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<JobId> dataType() {
        return JobId.class;
    }

    @Override
    public Retry retry(JobId data) {
        return Retry.FOR_EVER;
    }

    @Override
    public void run(JobId data) throws IOException {
        if (runs.find(data.id()).filter(run -> !run.isSettled()).isPresent()) {
            throw new IOException("It may still run: " + data.id());
        }
        FileSystemUtils.deleteRecursively(storage.jobLogs(data.id()));
        runs.forgetManifest(data.id());
    }

    @Override
    public void giveUp(JobId data, Throwable cause) {
        // It is never given up.
    }
}
