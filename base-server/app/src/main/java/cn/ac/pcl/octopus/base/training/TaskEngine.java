package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.taskset.api.JobApi;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.databind.json.JsonMapper;

/** The task engine in the words of training. What it throws may pass; a refusal may not. */
@Component
class TaskEngine {
    private static final Set<JobError> FOR_GOOD =
            Set.of(JobError.INVALID_REQUEST, JobError.UNREADABLE_BODY, JobError.NOT_MINE);

    private final JobApi jobs;
    private final JsonMapper json;

    TaskEngine(JobApi jobs, JsonMapper json) {
        this.jobs = jobs;
        this.json = json;
    }

    /**
     * Hands a job over; doing it twice is doing it once.
     *
     * @throws Refusal when the engine will never take it
     */
    void submit(TrainingRun run, String manifest) {
        Job job = json.readValue(manifest, Job.class);
        try {
            JobApi.Submitted taken =
                    jobs.submit(
                            new JobApi.Submission(
                                    run.userId(),
                                    TrainingManifest.TRAIN_JOB,
                                    run.id(),
                                    Map.of("displayName", run.name(), "traceID", run.traceId()),
                                    job,
                                    run.userId(),
                                    null,
                                    null));
            if (!taken.jobID().equals(run.id())) {
                throw new IllegalStateException("The engine took it under another id");
            }
        } catch (RestClientResponseException e) {
            if (error(e).filter(FOR_GOOD::contains).isPresent()) {
                throw new Refusal(ErrorCode.TRAINING_ENGINE_FAILED, detail(e), e);
            }
            throw e;
        }
    }

    /** Stops a job; one that has ended, or that the engine never had, needs no stop. */
    void stop(String id, String reason) {
        try {
            jobs.stop(id, new JobApi.Stop(reason));
        } catch (RestClientResponseException e) {
            Optional<JobError> error = error(e);
            if (error.isEmpty()
                    || !Set.of(JobError.FINISHED, JobError.NOT_FOUND).contains(error.get())) {
                throw e;
            }
        }
    }

    /** What it knows of those jobs; those that it does not know are left out. */
    List<JobDetail> details(List<String> ids) {
        return jobs.batchdetail(ids).details();
    }

    private static Optional<JobError> error(RestClientResponseException e) {
        return problem(e)
                .map(ProblemDetail::getProperties)
                .map(properties -> properties.get("code"))
                .flatMap(code -> JobError.of(code.toString()));
    }

    private static String detail(RestClientResponseException e) {
        return problem(e)
                .map(ProblemDetail::getDetail)
                .orElseGet(ErrorCode.TRAINING_ENGINE_FAILED::title);
    }

    private static Optional<ProblemDetail> problem(RestClientResponseException e) {
        try {
            @Nullable ProblemDetail problem = e.getResponseBodyAs(ProblemDetail.class);
            return Optional.ofNullable(problem);
        } catch (RuntimeException notAProblem) {
            return Optional.empty();
        }
    }
}
