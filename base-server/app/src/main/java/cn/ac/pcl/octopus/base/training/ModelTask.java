package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.model.Models;
import cn.ac.pcl.octopus.base.tasks.BackgroundTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes a model of what a job that succeeded has written; once, however often it runs. */
@Component
class ModelTask implements BackgroundTask<JobId> {
    static final String NAME = "training-model";

    private static final Logger log = LoggerFactory.getLogger(ModelTask.class);

    private final TrainingRuns runs;
    private final Models models;

    ModelTask(TrainingRuns runs, Models models) {
        this.runs = runs;
        this.models = models;
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
    public void run(JobId data) {
        runs.find(data.id())
                .filter(run -> run.state() == TrainingState.SUCCEEDED)
                .ifPresent(this::make);
    }

    @Override
    public void giveUp(JobId data, Throwable cause) {
        runs.note(
                data.id(),
                "No model could be made of its output: "
                        + (cause instanceof Refusal refusal
                                ? refusal.detail()
                                : "an unexpected failure"));
    }

    private void make(TrainingRun run) {
        Models.Made made =
                models.fromTraining(
                        new Models.TrainingOutput(
                                run.id(),
                                run.workspaceId(),
                                run.userId(),
                                run.materials().algorithmId(),
                                run.materials().algorithmVersion(),
                                run.output()));
        log.info(
                "Training job {} has left version {} of the model {}",
                run.id(),
                made.version(),
                made.modelId());
    }
}
