package cn.ac.pcl.octopus.taskset.web;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.taskset.Refusal;
import cn.ac.pcl.octopus.taskset.TasksetProperties;
import cn.ac.pcl.octopus.taskset.api.JobApi;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobError;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import cn.ac.pcl.octopus.taskset.job.Jobs;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

/** Answers for jobs. */
@RestController
class JobController implements JobApi {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final Jobs jobs;
    private final TasksetProperties properties;

    JobController(Jobs jobs, TasksetProperties properties) {
        this.jobs = jobs;
        this.properties = properties;
    }

    @Override
    public Submitted submit(Submission submission) {
        String id = id(submission.job());
        check(submission.job());
        String asked = Objects.requireNonNullElse(submission.cluster(), "");
        String cluster = asked.isBlank() ? properties.taskset().cluster() : asked;
        jobs.submit(
                new JobFacts(
                        id,
                        submission.jobKind(),
                        submission.jobName(),
                        submission.userID(),
                        submission.jobNamespace(),
                        cluster,
                        submission.job()),
                header(submission, id, cluster));
        return new Submitted(id);
    }

    @Override
    public void stop(String id, Stop stop) {
        jobs.stop(id, stop.reason());
    }

    @Override
    public JobDetail detail(String id) {
        return jobs.detail(id);
    }

    @Override
    public Details batchdetail(List<String> ids) {
        Set<String> wanted = new LinkedHashSet<>(ids);
        if (wanted.size() > BATCH) {
            throw new Refusal(
                    JobError.INVALID_REQUEST, "At most " + BATCH + " ids may be asked for.");
        }
        Map<String, JobDetail> found =
                jobs.details(wanted).stream()
                        .collect(
                                Collectors.toMap(detail -> detail.job().id(), Function.identity()));
        return new Details(wanted.stream().map(found::get).filter(Objects::nonNull).toList());
    }

    private static String id(Job job) {
        @Nullable String name = job.getMetadata() == null ? null : job.getMetadata().getName();
        if (name == null || !LABEL.matcher(name).matches()) {
            throw invalid("The job needs a name that is a DNS label.");
        }
        return name;
    }

    /**
     * What the cluster would refuse, or never end with, is refused here, where somebody hears it.
     */
    private static void check(Job job) {
        List<TaskSpec> tasks = job.getSpec() == null ? List.of() : job.getSpec().tasks();
        if (tasks.isEmpty()) {
            throw invalid("The job has no task.");
        }
        Set<String> names = new HashSet<>();
        for (TaskSpec task : tasks) {
            if (!LABEL.matcher(task.name()).matches() || !names.add(task.name())) {
                throw invalid("Every task needs a name of its own that is a DNS label.");
            }
            if (task.replicas() < 1) {
                throw invalid("The task " + task.name() + " has no replica.");
            }
            boolean hasContainer =
                    Optional.ofNullable(task.template())
                            .map(PodTemplateSpec::getSpec)
                            .map(spec -> !spec.getContainers().isEmpty())
                            .orElse(false);
            if (!hasContainer) {
                throw invalid("The task " + task.name() + " has no container.");
            }
        }
    }

    private static Map<String, String> header(Submission submission, String id, String cluster) {
        Map<String, String> header =
                new HashMap<>(Objects.requireNonNullElse(submission.header(), Map.of()));
        header.put("jobID", id);
        header.put("userID", submission.userID());
        header.put("jobKind", submission.jobKind());
        header.put("jobName", submission.jobName());
        header.put("cluster", cluster);
        header.put("typeAction", Objects.requireNonNullElse(submission.typeAction(), ""));
        return header;
    }

    private static Refusal invalid(String detail) {
        return new Refusal(JobError.INVALID_REQUEST, detail);
    }
}
