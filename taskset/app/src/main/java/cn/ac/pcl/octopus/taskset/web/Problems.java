package cn.ac.pcl.octopus.taskset.web;

import cn.ac.pcl.octopus.taskset.api.JobError;
import org.springframework.http.ProblemDetail;

/** Writes refusals as RFC 9457 problems with the member {@code code}. */
final class Problems {
    private Problems() {}

    static ProblemDetail of(JobError error, String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(error.status());
        problem.setTitle(error.title());
        problem.setDetail(detail);
        problem.setProperty("code", error.code());
        return problem;
    }
}
