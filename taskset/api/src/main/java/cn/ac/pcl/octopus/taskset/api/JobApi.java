package cn.ac.pcl.octopus.taskset.api;

import cn.ac.pcl.octopus.controller.crd.Job;
import com.fasterxml.jackson.annotation.JsonAlias;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/**
 * Jobs by the routes of the reference platform. Every call carries the shared secret in the header
 * {@link #TOKEN}; every refusal is an RFC 9457 problem whose {@code code} is one of {@link
 * JobError}.
 */
@HttpExchange("/v1/job")
public interface JobApi {
    /** Header of the shared secret. */
    String TOKEN = "token";

    /** Takes a job, once: the same id again answers the same and changes nothing. */
    @PostExchange("/")
    Submitted submit(@Valid @RequestBody Submission submission);

    /** Stops a job: its state is final at once, its programs end soon. */
    @PutExchange("/stop/{id}")
    void stop(@PathVariable String id, @Valid @RequestBody Stop stop);

    /** All that is known of a job. */
    @GetExchange("/detail/{id}")
    JobDetail detail(@PathVariable String id);

    /** The same for many jobs, at most {@value #BATCH}; unknown ones are left out. */
    @GetExchange("/batchdetail")
    Details batchdetail(@RequestParam List<String> ids);

    /** How many jobs one {@link #batchdetail} takes. */
    int BATCH = 200;

    /**
     * A job to run.
     *
     * @param userID whose it is
     * @param jobKind decides who is told of its life
     * @param jobName for people
     * @param header further texts that go with it
     * @param job what the cluster shall run; its name is the id of the job
     * @param jobNamespace where
     * @param cluster which cluster; there is one
     * @param typeAction carried along
     */
    record Submission(
            @NotBlank @Size(max = 63) String userID,
            @NotBlank @Size(max = 100) String jobKind,
            @NotBlank @Size(max = 100) String jobName,
            @Nullable Map<String, String> header,
            @NotNull Job job,
            @JsonAlias("jobNameSpace")
                    @NotBlank
                    @Pattern(regexp = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
                    String jobNamespace,
            @Nullable String cluster,
            @Nullable String typeAction) {}

    /** Id of the job that was taken. */
    record Submitted(String jobID) {}

    /** Why a job is stopped. */
    record Stop(@NotBlank @Size(max = 1000) String reason) {}

    /** Details in the order of the ids. */
    record Details(List<JobDetail> details) {
        public Details {
            details = List.copyOf(details);
        }
    }
}
