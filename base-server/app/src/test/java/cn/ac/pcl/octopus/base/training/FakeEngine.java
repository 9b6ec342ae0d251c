package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.taskset.api.JobApi;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.client.HttpClientErrorException;
import tools.jackson.databind.json.JsonMapper;

/** A task engine in memory that takes, refuses and breaks as it is told. */
final class FakeEngine implements JobApi {
    final Map<String, JobDetail> jobs = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    @Nullable RuntimeException beforeTaking;
    @Nullable RuntimeException afterTaking;
    Runnable whileTaking = () -> {};
    Runnable afterDetails = () -> {};

    @Override
    public Submitted submit(Submission submission) {
        String id = submission.job().getMetadata().getName();
        calls.add("submit " + id);
        if (beforeTaking != null) {
            throw beforeTaking;
        }
        jobs.putIfAbsent(
                id,
                Samples.detail(
                        id, 1, cn.ac.pcl.octopus.taskset.api.JobState.PREPARING, null, null));
        whileTaking.run();
        if (afterTaking != null) {
            throw afterTaking;
        }
        return new Submitted(id);
    }

    @Override
    public void stop(String id, Stop stop) {
        calls.add("stop " + id);
        if (!jobs.containsKey(id)) {
            throw problem(JobError.NOT_FOUND, "There is no job " + id);
        }
    }

    @Override
    public JobDetail detail(String id) {
        return Objects.requireNonNull(jobs.get(id));
    }

    @Override
    public Details batchdetail(List<String> ids) {
        var details = new Details(ids.stream().map(jobs::get).filter(Objects::nonNull).toList());
        afterDetails.run();
        return details;
    }

    /** What the client throws when the engine refuses. */
    static HttpClientErrorException problem(JobError error, String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(error.status());
        problem.setDetail(detail);
        problem.setProperty("code", error.code());
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        var json = JsonMapper.builder().build();
        var refusal =
                HttpClientErrorException.create(
                        HttpStatus.valueOf(error.status()),
                        error.title(),
                        headers,
                        json.writeValueAsString(Map.of("code", error.code(), "detail", detail))
                                .getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8);
        refusal.setBodyConvertFunction(type -> {
            problem.setTitle(error.title());
            return problem;
        });
        return refusal;
    }
}
