package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.tasks.BackgroundTask;
import cn.ac.pcl.octopus.base.tasks.Retry;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Hands an accepted job over to the task engine, under its own id, so that doing it again after a
 * crash hands over no second one.
 */
@Component
class SubmitTask implements BackgroundTask<JobId> {
    static final String NAME = "training-submit";

    private final TrainingRuns runs;
    private final TaskEngine engine;
    private final SharedVolume volume;

    SubmitTask(TrainingRuns runs, TaskEngine engine, SharedVolume volume) {
        this.runs = runs;
        this.engine = engine;
        this.volume = volume;
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
        Optional<TrainingRun> found = runs.find(data.id());
        if (found.isPresent() && found.get().state() == TrainingState.PREPARING) {
            submit(found.get());
        }
        // Ended here while it was handed over: the engine hears the stop after the job.
        Optional<TrainingRun> after = runs.find(data.id());
        if (after.isPresent() && after.get().state().isFinal()) {
            engine.stop(data.id(), after.get().reason());
        }
    }

    @Override
    public void giveUp(JobId data, Throwable cause) {
        runs.refused(
                data.id(),
                cause instanceof Refusal refusal
                        ? refusal.detail()
                        : "The job could not be handed over to the task engine");
    }

    private void submit(TrainingRun run) throws IOException {
        try {
            volume.createDirectory(run.output());
            engine.submit(run, runs.manifestOf(run.id()));
        } catch (IOException e) {
            runs.hindered(run.id(), "The platform's volume cannot be used; it is tried again");
            throw e;
        } catch (RestClientResponseException e) {
            runs.hindered(run.id(), "The task engine has failed; the job is sent again");
            throw e;
        } catch (RestClientException e) {
            runs.hindered(run.id(), "The task engine does not answer; the job is sent again");
            throw e;
        }
    }
}
