package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** Training jobs. What differs between users and administrators is decided from the caller. */
@HttpExchange("/trainings")
public interface TrainingApi {
    /** Starts a job in the current workspace of the caller. */
    @PostExchange
    Created create(@Valid @RequestBody NewTraining training);

    /** Stops a job: at once for everybody who looks, soon in the cluster. */
    @PostExchange("/{id}/stop")
    Stopped stop(@PathVariable String id);

    /** Deletes finished jobs of the caller, all of them or none. */
    @PostExchange("/delete")
    Deleted delete(@Valid @RequestBody Selection jobs);

    /** One job. */
    @GetExchange("/{id}")
    TrainJob get(@PathVariable String id);

    /** A page of jobs. */
    @PostExchange("/search")
    Page<TrainJob> list(@Valid @RequestBody TrainingQuery query);

    /** Id of the job that was accepted. */
    record Created(String jobId) {}

    /** When the job was stopped. */
    record Stopped(Instant stoppedAt) {}

    /** When the jobs were deleted. */
    record Deleted(Instant deletedAt) {}

    /** The jobs meant. */
    record Selection(@NotEmpty @Size(max = 100) List<@NotBlank String> jobIds) {}
}
