package cn.ac.pcl.octopus.taskset.core;

import cn.ac.pcl.octopus.controller.crd.CompletionPolicy;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.TerminatedState;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobDetail.PlatformSpecificInfo;
import cn.ac.pcl.octopus.taskset.api.JobDetail.PodReference;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Replica;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Summary;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Task;
import cn.ac.pcl.octopus.taskset.api.JobDetail.TaskRuntimeInfo;
import cn.ac.pcl.octopus.taskset.api.JobDetail.VolumeMount;
import cn.ac.pcl.octopus.taskset.api.JobState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the detail document of a job from its submission and from its Job in the cluster. */
final class Details {
    private static final String API_VERSION = "batch.volcano.sh/v1alpha1";

    private Details() {}

    /** The document before the Job is in the cluster. */
    static JobDetail prepared(JobFacts facts) {
        List<Task> tasks =
                facts.submitted().getSpec().tasks().stream()
                        .map(spec -> task(spec, JobState.PREPARING, prepared(spec)))
                        .toList();
        Summary job =
                new Summary(
                        facts.id(),
                        facts.name(),
                        facts.kind(),
                        JobState.PREPARING,
                        facts.userId(),
                        null,
                        null,
                        0,
                        null,
                        "",
                        "");
        List<TaskRuntimeInfo> runtime =
                facts.submitted().getSpec().tasks().stream()
                        .map(spec -> runtime(spec, List.of()))
                        .toList();
        return new JobDetail(
                JobDetail.VERSION,
                1,
                job,
                new JobDetail.Cluster(facts.cluster()),
                tasks,
                platform(facts, "", runtime));
    }

    /** The document after a sighting, still under the number of the one before. */
    static JobDetail seen(JobFacts facts, JobState state, Sighting sighting, JobDetail before) {
        JobStatus status = sighting.status();
        @Nullable Instant end = sighting.isOver() ? end(sighting) : null;
        Map<String, RoleStatus> roles = new LinkedHashMap<>();
        status.roleStatus().forEach(role -> roles.put(role.name(), role));
        Map<String, Task> known = new LinkedHashMap<>();
        before.tasks().forEach(task -> known.put(task.name(), task));

        List<Task> tasks = new ArrayList<>();
        List<TaskRuntimeInfo> runtime = new ArrayList<>();
        for (TaskSpec spec : facts.submitted().getSpec().tasks()) {
            List<ReplicaStatus> pods =
                    Optional.ofNullable(roles.get(spec.name()))
                            .map(RoleStatus::replicaStatus)
                            .orElse(List.of());
            List<Replica> replicas =
                    replicas(spec, pods, Optional.ofNullable(known.get(spec.name())), state, end);
            JobState role = roleState(roles.get(spec.name()), replicas, state, end != null);
            tasks.add(task(spec, role, replicas));
            runtime.add(runtime(spec, pods.stream().map(Details::pod).toList()));
        }
        Summary job =
                Summaries.seen(
                        facts,
                        state,
                        sighting,
                        tasks,
                        before.job(),
                        end == null ? null : last(tasks, end));
        return new JobDetail(
                JobDetail.VERSION,
                before.sequence(),
                job,
                before.cluster(),
                tasks,
                platform(facts, text(sighting.job().getMetadata().getUid()), runtime));
    }

    /** The document of a job in another state, or for another reason, whose replicas go on. */
    static JobDetail going(JobDetail before, JobState state, String reason) {
        return with(before, Summaries.changed(before.job(), state, null, reason), before.tasks());
    }

    /** The document of a job that is over without the cluster telling more about it. */
    static JobDetail ended(JobDetail before, JobState state, String reason, Instant end) {
        List<Task> tasks = before.tasks().stream().map(task -> ended(task, end)).toList();
        return with(before, Summaries.changed(before.job(), state, end, reason), tasks);
    }

    /** The same document under another number. */
    static JobDetail numbered(JobDetail detail, long sequence) {
        return new JobDetail(
                detail.version(),
                sequence,
                detail.job(),
                detail.cluster(),
                detail.tasks(),
                detail.platformSpecificInfo());
    }

    private static Instant end(Sighting sighting) {
        JobStatus status = sighting.status();
        return Stream.of(status.finishAt(), status.state().lastTransitionTime())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(sighting.at());
    }

    /**
     * When the last replica that ran had ended. The controller may have seen it much later, after
     * it was away itself, and a job's page is to say the same time as its bill.
     *
     * @param otherwise the answer when none ran
     */
    private static Instant last(List<Task> tasks, Instant otherwise) {
        return tasks.stream()
                .flatMap(task -> task.replicas().stream())
                .filter(replica -> replica.startAt() != null)
                .map(Replica::finishedAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(otherwise);
    }

    private static List<Replica> replicas(
            TaskSpec spec,
            List<ReplicaStatus> pods,
            Optional<Task> before,
            JobState state,
            @Nullable Instant end) {
        Map<Integer, ReplicaStatus> byIndex = new LinkedHashMap<>();
        pods.forEach(pod -> byIndex.put(pod.index(), pod));
        return IntStream.range(0, spec.replicas())
                .mapToObj(index -> {
                    ReplicaStatus pod = byIndex.get(index);
                    Replica replica = pod == null ? unseen(index, before, state) : replica(pod);
                    return end == null ? replica : ended(replica, end);
                })
                .toList();
    }

    private static Replica replica(ReplicaStatus pod) {
        JobState state =
                switch (pod.phase()) {
                    case PENDING, RESTARTING -> JobState.PENDING;
                    case RUNNING, COMPLETING, ABORTING, TERMINATING -> JobState.RUNNING;
                    case COMPLETED, SUCCEEDED -> JobState.SUCCEEDED;
                    case FAILED -> JobState.FAILED;
                    case ABORTED, TERMINATED -> JobState.STOPPED;
                    case UNKNOWN -> JobState.UNKNOWN;
                };
        TerminatedState end = pod.terminatedInfo();
        String diagnostics =
                Stream.of(end == null ? null : end.exitMessage(), pod.phaseMessage())
                        .filter(text -> text != null && !text.isBlank())
                        .findFirst()
                        .orElse("");
        return new Replica(
                pod.index(),
                state,
                pod.totalRetriedCount(),
                pod.startAt(),
                state.isFinal()
                        ? Objects.requireNonNullElse(pod.finishAt(), pod.transitionTime())
                        : null,
                text(pod.containerID()),
                text(pod.podHostIP()),
                end == null ? null : end.exitCode(),
                diagnostics,
                pod.earlierMillis());
    }

    /** A replica whose pod the Job does not tell of: as it was known, or waiting. */
    private static Replica unseen(int index, Optional<Task> before, JobState state) {
        JobState waiting = state == JobState.PREPARING ? JobState.PREPARING : JobState.PENDING;
        return before.filter(task -> index < task.replicas().size())
                .map(task -> task.replicas().get(index))
                .filter(replica ->
                        replica.startAt() != null
                                || replica.earlierMillis() > 0
                                || replica.state().isFinal())
                .orElseGet(() -> replica(index, waiting));
    }

    private static Replica ended(Replica replica, Instant end) {
        boolean isFinal = replica.state().isFinal();
        if (isFinal && replica.finishedAt() != null) {
            return replica;
        }
        return new Replica(
                replica.index(),
                isFinal ? replica.state() : JobState.STOPPED,
                replica.retriedCount(),
                replica.startAt(),
                end,
                replica.containerID(),
                replica.containerHostIP(),
                replica.exitCode(),
                replica.exitDiagnostics(),
                replica.earlierMillis());
    }

    private static Task ended(Task task, Instant end) {
        return new Task(
                task.name(),
                task.image(),
                task.state().isFinal() ? task.state() : JobState.STOPPED,
                task.command(),
                task.replicaAmount(),
                task.maxFailedTaskCount(),
                task.minSucceededTaskCount(),
                task.resource(),
                task.replicas().stream().map(replica -> ended(replica, end)).toList());
    }

    private static JobState roleState(
            @Nullable RoleStatus role, List<Replica> replicas, JobState job, boolean isOver) {
        JobPhase phase = role == null ? JobPhase.UNKNOWN : role.phase();
        if (phase == JobPhase.COMPLETED || phase == JobPhase.SUCCEEDED) {
            return JobState.SUCCEEDED;
        }
        if (phase == JobPhase.FAILED) {
            return JobState.FAILED;
        }
        if (isOver) {
            return replicas.stream().allMatch(is(JobState.SUCCEEDED))
                    ? JobState.SUCCEEDED
                    : replicas.stream().anyMatch(is(JobState.FAILED))
                            ? JobState.FAILED
                            : JobState.STOPPED;
        }
        if (phase == JobPhase.RUNNING || replicas.stream().anyMatch(is(JobState.RUNNING))) {
            return JobState.RUNNING;
        }
        return job == JobState.PREPARING ? JobState.PREPARING : JobState.PENDING;
    }

    private static Predicate<Replica> is(JobState state) {
        return replica -> replica.state() == state;
    }

    private static List<Replica> prepared(TaskSpec spec) {
        return IntStream.range(0, spec.replicas())
                .mapToObj(index -> replica(index, JobState.PREPARING))
                .toList();
    }

    private static Replica replica(int index, JobState state) {
        return new Replica(index, state, 0, null, null, "", "", null, "", 0L);
    }

    private static Task task(TaskSpec spec, JobState state, List<Replica> replicas) {
        Optional<Container> container = container(spec);
        Map<String, String> limits = new LinkedHashMap<>();
        container
                .map(Container::getResources)
                .map(resources -> resources.getLimits())
                .ifPresent(all -> all.forEach((name, limit) -> limits.put(name, limit.toString())));
        CompletionPolicy policy =
                Optional.ofNullable(spec.completionPolicy())
                        .orElseGet(() -> new CompletionPolicy(null, null));
        return new Task(
                spec.name(),
                container.map(Container::getImage).orElse(""),
                state,
                container.map(Details::command).orElse(""),
                spec.replicas(),
                Objects.requireNonNullElse(policy.maxFailed(), 1),
                Objects.requireNonNullElse(policy.minSucceeded(), spec.replicas()),
                limits,
                replicas);
    }

    /** What the container runs: in a manifest, two dollar signs stand for one. */
    private static String command(Container container) {
        return Stream.of(container.getCommand(), container.getArgs())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .map(text -> text.replace("$$", "$"))
                .reduce((left, right) -> left + ' ' + right)
                .orElse("");
    }

    private static TaskRuntimeInfo runtime(TaskSpec spec, List<PodReference> pods) {
        Map<String, String> selector =
                podSpec(spec).map(PodSpec::getNodeSelector).orElseGet(Map::of);
        List<VolumeMount> mounts =
                container(spec).map(Container::getVolumeMounts).orElseGet(List::of).stream()
                        .map(mount ->
                                new VolumeMount(
                                        text(mount.getName()),
                                        text(mount.getMountPath()),
                                        text(mount.getSubPath()),
                                        Boolean.TRUE.equals(mount.getReadOnly())))
                        .toList();
        return new TaskRuntimeInfo(spec.name(), selector, mounts, pods);
    }

    private static PodReference pod(ReplicaStatus pod) {
        return new PodReference(
                pod.index(),
                text(pod.podIP()),
                text(pod.podUID()),
                text(pod.podName()),
                text(pod.podHostIP()),
                text(pod.podReason()));
    }

    private static PlatformSpecificInfo platform(
            JobFacts facts, String uid, List<TaskRuntimeInfo> runtime) {
        return new PlatformSpecificInfo(
                PlatformSpecificInfo.KUBERNETES,
                API_VERSION,
                facts.namespace(),
                uid,
                "",
                facts.id() + "-svc",
                runtime);
    }

    private static JobDetail with(JobDetail before, Summary job, List<Task> tasks) {
        return new JobDetail(
                before.version(),
                before.sequence(),
                job,
                before.cluster(),
                tasks,
                before.platformSpecificInfo());
    }

    private static Optional<PodSpec> podSpec(TaskSpec spec) {
        return Optional.ofNullable(spec.template()).map(PodTemplateSpec::getSpec);
    }

    private static Optional<Container> container(TaskSpec spec) {
        return podSpec(spec).map(PodSpec::getContainers).stream().flatMap(List::stream).findFirst();
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
