package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A cluster of one job in memory: does what outcomes say, and plays scheduler and kubelet. */
final class World {

    final Job job = new Job();
    final TreeMap<String, Pod> pods = new TreeMap<>();
    final List<HasMetadata> applied = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    @Nullable PodGroup group;
    boolean expired;
    Instant now = Instant.parse("2026-11-24T10:00:00Z");
    Optional<Duration> again = Optional.empty();
    private int uids;

    World(JobSpec spec) {
        job.setMetadata(
                new ObjectMetaBuilder()
                        .withNamespace("u1")
                        .withName("train")
                        .withUid("job-uid")
                        .build());
        job.setSpec(spec);
    }

    /** A job whose pods all run. */
    static World started(JobSpec spec) {
        World world = new World(spec).settle().admit().settle();
        world.pods.keySet().forEach(world::run);
        return world.settle();
    }

    static TaskSpec task(String name, int replicas) {
        return new TaskSpec(name, replicas, template());
    }

    static PodTemplateSpec template() {
        return new PodTemplateSpecBuilder()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("octopus.local/python:3")
                .withNewResources()
                .addToRequests("cpu", new Quantity("500m"))
                .addToLimits("nvidia.com/gpu", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    Outcome decide() {
        return JobDecision.decide(
                new Observed(
                        job,
                        Optional.ofNullable(group),
                        List.copyOf(pods.values()),
                        commands,
                        refusals,
                        now),
                Settings.DEFAULT);
    }

    /** Decides and does, until nothing is left to do. */
    World settle() {
        for (int i = 0; i < 20; i++) {
            Outcome outcome = decide();
            again = outcome.again();
            boolean quiet =
                    outcome.status().isEmpty()
                            && outcome.create().isEmpty()
                            && outcome.delete().isEmpty()
                            && outcome.done().isEmpty();
            if (quiet || outcome.expired()) {
                expired = outcome.expired();
                return this;
            }
            realise(outcome);
        }
        throw new AssertionError("does not come to rest: " + status());
    }

    void realise(Outcome outcome) {
        for (HasMetadata object : outcome.apply()) {
            if (object instanceof PodGroup wanted) {
                wanted.getMetadata().setUid("group-" + uids++);
                group = wanted;
            } else {
                applied.add(object);
            }
        }
        outcome.status().ifPresent(job::setStatus);
        for (HasMetadata object : outcome.create()) {
            Pod pod = (Pod) object;
            if (refusals.stream()
                    .anyMatch(it -> it.object().endsWith(pod.getMetadata().getName()))) {
                continue;
            }
            pod.getMetadata().setUid("pod-" + uids++);
            pods.putIfAbsent(pod.getMetadata().getName(), pod);
        }
        for (HasMetadata object : outcome.delete()) {
            if (object instanceof PodGroup) {
                group = null;
            } else {
                pods.remove(object.getMetadata().getName());
            }
        }
        commands.removeAll(outcome.done());
    }

    World after(Duration time) {
        now = now.plus(time);
        return this;
    }

    World admit() {
        return group(PodGroupPhase.INQUEUE, List.of());
    }

    World group(PodGroupPhase phase, List<PodGroupCondition> conditions) {
        Objects.requireNonNull(group).setStatus(new PodGroupStatus(phase, conditions, 0, 0, 0));
        return this;
    }

    World bind(String name) {
        pod(name).getSpec().setNodeName("node");
        return this;
    }

    World run(String... names) {
        for (String name : names) {
            bind(name);
            pod(name)
                    .setStatus(
                            new PodBuilder()
                                    .withNewStatus()
                                    .withPhase("Running")
                                    .withPodIP("127.1.1.1")
                                    .withHostIP("127.0.0.1")
                                    .addNewContainerStatus()
                                    .withName("main")
                                    .withContainerID("local://1")
                                    .withState(
                                            new ContainerStateBuilder()
                                                    .withNewRunning()
                                                    .withStartedAt(now.toString())
                                                    .endRunning()
                                                    .build())
                                    .endContainerStatus()
                                    .endStatus()
                                    .build()
                                    .getStatus());
        }
        return this;
    }

    World end(String name, int exitCode) {
        pod(name)
                .setStatus(
                        new PodBuilder()
                                .withNewStatus()
                                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                                .addNewContainerStatus()
                                .withName("main")
                                .withState(
                                        new ContainerStateBuilder()
                                                .withNewTerminated()
                                                .withExitCode(exitCode)
                                                .withReason(exitCode == 0 ? "Completed" : "Error")
                                                .withStartedAt(now.minusSeconds(5).toString())
                                                .withFinishedAt(now.toString())
                                                .endTerminated()
                                                .build())
                                .endContainerStatus()
                                .endStatus()
                                .build()
                                .getStatus());
        return this;
    }

    World waiting(String name, String reason) {
        bind(name);
        pod(name)
                .setStatus(
                        new PodBuilder()
                                .withNewStatus()
                                .withPhase("Pending")
                                .addNewContainerStatus()
                                .withName("main")
                                .withImage("nowhere/none:1")
                                .withState(
                                        new ContainerStateBuilder()
                                                .withNewWaiting()
                                                .withReason(reason)
                                                .withMessage("no such image")
                                                .endWaiting()
                                                .build())
                                .endContainerStatus()
                                .endStatus()
                                .build()
                                .getStatus());
        return this;
    }

    /** Notes in the pod, as the API server does, when it got its node. */
    World place(String name) {
        bind(name);
        Pod pod = pod(name);
        pod.setStatus(
                new PodBuilder(pod)
                        .editOrNewStatus()
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("True")
                        .withLastTransitionTime(now.toString())
                        .endCondition()
                        .endStatus()
                        .build()
                        .getStatus());
        return this;
    }

    World initialising(String name) {
        Pod pod = pod(name);
        pod.setStatus(
                new PodBuilder(pod)
                        .editOrNewStatus()
                        .addNewInitContainerStatus()
                        .withName("before")
                        .withState(
                                new ContainerStateBuilder()
                                        .withNewRunning()
                                        .withStartedAt(now.toString())
                                        .endRunning()
                                        .build())
                        .endInitContainerStatus()
                        .endStatus()
                        .build()
                        .getStatus());
        return this;
    }

    World vanish(String name) {
        pods.remove(name);
        return this;
    }

    World order(Action action) {
        Command command = new Command();
        command.setMetadata(new ObjectMetaBuilder().withName("c").withUid("c-" + uids++).build());
        command.setAction(action);
        commands.add(command);
        return this;
    }

    Pod pod(String name) {
        return Objects.requireNonNull(pods.get(name), name);
    }

    JobStatus status() {
        return JobStatus.of(job);
    }

    JobPhase phase() {
        return status().state().phase();
    }

    String message() {
        String message = status().state().message();
        return message == null ? "" : message;
    }

    RoleStatus role(String name) {
        return status().roleStatus().stream()
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    ReplicaStatus replica(String task, int index) {
        return role(task).replicaStatus().get(index);
    }
}
