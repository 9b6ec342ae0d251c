package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobEvent;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a job: its roles, replicas and pods as they are now, and what happened since the
 * status was last written.
 *
 * <p>A pod belongs to the attempt whose number it carries. Pods of earlier attempts are only
 * stopped; pods of a later one mean that the job was seen too early, and are left alone.
 */
final class Attempt {
    /** Etcd takes objects of 1.5 MiB, and what is said stands there twice. In characters. */
    private static final int SAID_BY_ALL = 1 << 16;

    /** What a kubelet keeps of what a container says at its end. */
    private static final int SAID_BY_ONE = 4096;

    private final Job job;
    private final JobStatus before;
    private final Instant now;
    private final Map<String, Pod> pods = new HashMap<>();
    private final List<Pod> outdated = new ArrayList<>();
    private final List<Pod> surplus = new ArrayList<>();
    private final List<RoleStatus> roles = new ArrayList<>();
    private final Map<String, ReplicaStatus> vanished = new HashMap<>();
    private final List<Occurrence> occurrences = new ArrayList<>();
    private final int longest;
    private boolean ahead;

    private Attempt(Job job, JobStatus before, Instant now) {
        this.job = job;
        int replicas = job.getSpec().tasks().stream().mapToInt(TaskSpec::replicas).sum();
        this.longest = Math.min(SAID_BY_ONE, SAID_BY_ALL / Math.max(1, replicas));
        this.before = before;
        this.now = now;
    }

    static Attempt of(Observed seen) {
        Attempt attempt = new Attempt(seen.job(), JobStatus.of(seen.job()), seen.now());
        attempt.sort(seen.pods());
        for (TaskSpec task : seen.job().getSpec().tasks()) {
            attempt.look(task);
        }
        attempt.occurrences.sort(Occurrence.IN_ORDER);
        return attempt;
    }

    private void sort(List<Pod> all) {
        Map<String, String> wanted = new HashMap<>();
        for (TaskSpec task : job.getSpec().tasks()) {
            for (int i = 0; i < task.replicas(); i++) {
                wanted.put(PodTemplates.podName(job, task, i), task.name());
            }
        }
        for (Pod pod : all) {
            int version = PodTemplates.version(pod);
            if (version < before.version()) {
                outdated.add(pod);
            } else if (version > before.version()) {
                ahead = true;
            } else if (wanted.containsKey(pod.getMetadata().getName())) {
                pods.put(pod.getMetadata().getName(), pod);
            } else {
                surplus.add(pod);
            }
        }
    }

    private void look(TaskSpec task) {
        RoleStatus known =
                before.roleStatus().stream()
                        .filter(role -> role.name().equals(task.name()))
                        .findFirst()
                        .orElseGet(() ->
                                new RoleStatus(
                                        task.name(), JobPhase.PENDING, null, now, null, List.of()));
        Map<Integer, ReplicaStatus> last = new HashMap<>();
        known.replicaStatus().forEach(replica -> last.putIfAbsent(replica.index(), replica));
        List<ReplicaStatus> replicas = new ArrayList<>();
        for (int i = 0; i < task.replicas(); i++) {
            replicas.add(look(task, i, last.get(i)));
        }
        RoleFold.Verdict verdict = new RoleFold(task).fold(known, replicas, now);
        verdict.occurrence().ifPresent(occurrences::add);
        String state = verdict.state();
        if (state != null) {
            replicas.replaceAll(this::stopped);
        }
        JobPhase phase = phase(known.phase(), state, replicas);
        String message = verdict.occurrence().map(Occurrence::message).orElse(known.phaseMessage());
        roles.add(
                new RoleStatus(
                        task.name(),
                        phase,
                        message,
                        phase == known.phase() && known.transitionTime() != null
                                ? known.transitionTime()
                                : now,
                        state,
                        replicas));
    }

    private ReplicaStatus look(TaskSpec task, int index, @Nullable ReplicaStatus known) {
        String name = PodTemplates.podName(job, task, index);
        ReplicaStatus last = known == null ? Replicas.waiting(index, name, now) : known;
        if (Replicas.hasEnded(last)) {
            return last;
        }
        Pod pod = pods.get(name);
        String uid = last.podUID();
        if (uid != null && (pod == null || !uid.equals(pod.getMetadata().getUid()))) {
            occurrences.add(evicted(task, name));
            ReplicaStatus fresh = Replicas.again(last, now);
            if (pod != null) {
                return Replicas.seen(fresh, pod, now, longest);
            }
            vanished.put(name, last);
            return fresh;
        }
        if (pod == null) {
            return last;
        }
        ReplicaStatus current = Replicas.seen(last, pod, now, longest);
        if (pod.getMetadata().getDeletionTimestamp() != null
                && current.phase() != JobPhase.SUCCEEDED) {
            // Someone else deletes it: how it ends under the signal is not its own end.
            occurrences.add(evicted(task, name));
            return uid == null ? Replicas.seen(last, running(pod), now, longest) : last;
        }
        return current;
    }

    /** The pod as it was before it was told to go. */
    private static Pod running(Pod pod) {
        Pod copy = new PodBuilder(pod).build();
        copy.setStatus(new PodStatus());
        return copy;
    }

    private Occurrence evicted(TaskSpec task, String pod) {
        return new Occurrence(
                now,
                task,
                EnumSet.of(JobEvent.POD_EVICTED),
                OptionalInt.empty(),
                Action.SYNC_JOB,
                "PodEvicted",
                pod + " was deleted before it ended");
    }

    private static JobPhase phase(
            JobPhase known, @Nullable String state, List<ReplicaStatus> replicas) {
        if (state != null) {
            return state.equals(RoleFold.SUCCEEDED) ? JobPhase.COMPLETED : JobPhase.FAILED;
        }
        if (known == JobPhase.TERMINATED) {
            return known;
        }
        boolean allStarted =
                !replicas.isEmpty()
                        && replicas.stream()
                                .allMatch(replica ->
                                        replica.phase() == JobPhase.RUNNING
                                                || Replicas.hasEnded(replica));
        return allStarted ? JobPhase.RUNNING : known;
    }

    List<RoleStatus> roles() {
        return roles;
    }

    /** What happened, in order; each of them will not be seen again once the status is written. */
    List<Occurrence> occurrences() {
        return occurrences;
    }

    /** Whether pods of an attempt exist that the job as seen does not know of yet. */
    boolean isAhead() {
        return ahead;
    }

    /** Whether pods of earlier attempts still exist. */
    boolean hasOutdated() {
        return !outdated.isEmpty();
    }

    /** Whether any pod, of whatever attempt, may still run. */
    boolean isAnyAlive() {
        return alive(outdated) || alive(surplus) || alive(List.copyOf(pods.values()));
    }

    private static boolean alive(List<Pod> some) {
        return some.stream().anyMatch(Attempt::isAlive);
    }

    private static boolean isAlive(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return !"Succeeded".equals(phase) && !"Failed".equals(phase);
    }

    /** Pods that the active job lacks: replicas that have not ended and have no pod. */
    List<HasMetadata> missing(Settings settings) {
        List<HasMetadata> missing = new ArrayList<>();
        for (TaskSpec task : job.getSpec().tasks()) {
            for (ReplicaStatus replica : role(task).replicaStatus()) {
                if (!Replicas.hasEnded(replica) && !pods.containsKey(replica.name())) {
                    missing.add(
                            PodTemplates.pod(
                                    job, task, replica.index(), before.version(), settings));
                }
            }
        }
        return missing;
    }

    /** Pods that the active job has too many: surplus, of earlier attempts, of ended roles. */
    List<HasMetadata> superfluous() {
        List<Pod> unwanted = new ArrayList<>(outdated);
        unwanted.addAll(surplus);
        for (RoleStatus role : roles) {
            for (ReplicaStatus replica : role.replicaStatus()) {
                Pod pod = pods.get(replica.name());
                if (pod != null && Boolean.TRUE.equals(replica.stopped()) && isAlive(pod)) {
                    unwanted.add(pod);
                }
            }
        }
        return notYetLeaving(unwanted);
    }

    /** Everything that may still run, for a job that stops; what has ended stays for its log. */
    List<HasMetadata> living() {
        List<Pod> living = new ArrayList<>(outdated);
        living.addAll(surplus);
        living.addAll(pods.values());
        living.removeIf(pod -> !isAlive(pod));
        return notYetLeaving(living);
    }

    /** Everything of earlier attempts, for a job that restarts. */
    List<HasMetadata> leftovers() {
        return notYetLeaving(outdated);
    }

    /** Every pod of this attempt and before, for a job that begins to restart. */
    List<HasMetadata> everything() {
        List<Pod> all = new ArrayList<>(outdated);
        all.addAll(surplus);
        all.addAll(pods.values());
        return notYetLeaving(all);
    }

    private static List<HasMetadata> notYetLeaving(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(HasMetadata.class::cast)
                .toList();
    }

    /** Roles whose replicas that have not ended are marked as stopped by us. */
    List<RoleStatus> stoppedRoles() {
        return roles.stream()
                .map(role ->
                        new RoleStatus(
                                role.name(),
                                role.state() == null ? JobPhase.TERMINATED : role.phase(),
                                role.phaseMessage(),
                                role.state() == null && role.phase() != JobPhase.TERMINATED
                                        ? now
                                        : role.transitionTime(),
                                role.state(),
                                role.replicaStatus().stream().map(this::stopped).toList()))
                .toList();
    }

    /** As it ended, or stopped now; one whose pod has vanished was stopped with that pod. */
    private ReplicaStatus stopped(ReplicaStatus replica) {
        return Replicas.hasEnded(replica)
                ? replica
                : Replicas.stopped(vanished.getOrDefault(replica.name(), replica), now);
    }

    /** Roles as they stand before the first pod of the next attempt. */
    List<RoleStatus> freshRoles() {
        return roles.stream()
                .map(role ->
                        new RoleStatus(
                                role.name(),
                                JobPhase.PENDING,
                                null,
                                now,
                                null,
                                role.replicaStatus().stream()
                                        .map(replica -> Replicas.again(replica, now))
                                        .toList()))
                .toList();
    }

    /** What keeps pods that have a node from starting. */
    Stream<Stall> stalls(Settings settings) {
        return Stream.concat(
                troubled().stream()
                        .map(replica -> Stall.ofTrouble(replica, settings.startTimeout())),
                pending().flatMap(replica -> preparation(replica, settings).stream()));
    }

    private Optional<Stall> preparation(ReplicaStatus replica, Settings settings) {
        Pod pod = pods.get(replica.name());
        return pod == null
                ? Optional.empty()
                : Stall.ofPreparation(pod, replica, settings.preparationTimeout());
    }

    /** Replicas that fail to start at the moment. */
    List<ReplicaStatus> troubled() {
        return pending().filter(replica -> StartTrouble.isTrouble(replica.podReason())).toList();
    }

    private Stream<ReplicaStatus> pending() {
        return roles.stream()
                .flatMap(role -> role.replicaStatus().stream())
                .filter(replica -> replica.phase() == JobPhase.PENDING);
    }

    /** How many replicas are in a phase. */
    int count(JobPhase phase) {
        return (int)
                roles.stream()
                        .flatMap(role -> role.replicaStatus().stream())
                        .filter(replica -> replica.phase() == phase)
                        .count();
    }

    int terminating() {
        return (int)
                Stream.of(outdated, surplus, List.copyOf(pods.values()))
                        .flatMap(List::stream)
                        .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null)
                        .count();
    }

    /** How many pods have a node. */
    long placed() {
        return pods.values().stream()
                .filter(pod -> pod.getSpec().getNodeName() != null)
                .filter(pod -> !pod.getSpec().getNodeName().isEmpty())
                .count();
    }

    private RoleStatus role(TaskSpec task) {
        return roles.stream()
                .filter(role -> role.name().equals(task.name()))
                .findFirst()
                .orElseThrow();
    }
}
