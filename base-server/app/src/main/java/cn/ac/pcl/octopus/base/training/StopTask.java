package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.tasks.BackgroundTask;
import cn.ac.pcl.octopus.base.tasks.Retry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the task engine to stop a job that has ended here. */
@Component
class StopTask implements BackgroundTask<JobId> {
    static final String NAME = "training-stop";

    private static final Logger log = LoggerFactory.getLogger(StopTask.class);

    private final TrainingRuns runs;
    private final TaskEngine engine;

    StopTask(TrainingRuns runs, TaskEngine engine) {
        this.runs = runs;
        this.engine = engine;
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
    public void run(JobId data) {
        runs.find(data.id())
                .filter(run -> run.state().isFinal())
                .ifPresent(run -> engine.stop(run.id(), run.reason()));
    }

    @Override
    public void giveUp(JobId data, Throwable cause) {
        // Not for good: the comparison with the engine finds the job running and stops it again.
        log.error("The task engine could not be told to stop {}", data.id(), cause);
    }
}
