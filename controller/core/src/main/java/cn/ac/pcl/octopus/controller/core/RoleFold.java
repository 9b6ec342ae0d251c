package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.CompletionPolicy;
import cn.ac.pcl.octopus.controller.crd.JobEvent;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.TerminatedState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a role has ended: the ends of its replicas are taken one by one in the order in which
 * they happened, so that the verdict does not depend on how many of them were seen at once.
 *
 * <ol>
 *   <li>At {@code minSucceeded} successes (unset: all replicas) the role has succeeded.
 *   <li>Else, at {@code maxFailed} failures (unset: one) it has failed. A failure below that is
 *       tolerated and answered by nothing.
 *   <li>Else, when every replica has ended, it has failed.
 * </ol>
 *
 * A verdict is final for the attempt.
 */
final class RoleFold {

    static final String SUCCEEDED = "RoleSucceeded";
    static final String FAILED = "RoleFailed";

    private static final Comparator<ReplicaStatus> BY_END =
            Comparator.comparing(RoleFold::end).thenComparing(ReplicaStatus::index);

    private final TaskSpec task;
    private final int wantedSuccesses;
    private final int toleratedFailures;

    RoleFold(TaskSpec task) {
        this.task = task;
        CompletionPolicy policy = task.completionPolicy();
        this.wantedSuccesses =
                atLeastOne(policy == null ? null : policy.minSucceeded()).orElse(task.replicas());
        this.toleratedFailures =
                atLeastOne(policy == null ? null : policy.maxFailed()).orElse(1) - 1;
    }

    /** What the role has come to, and what happened to it just now. */
    record Verdict(@Nullable String state, Optional<Occurrence> occurrence) {}

    /**
     * @param before the role as last written
     * @param now its replicas as seen now
     */
    Verdict fold(RoleStatus before, List<ReplicaStatus> replicas, Instant now) {
        if (before.state() != null) {
            return new Verdict(before.state(), Optional.empty());
        }
        if (task.replicas() == 0) {
            return new Verdict(SUCCEEDED, Optional.of(succeeded(now)));
        }
        Set<Integer> known = new HashSet<>();
        before.replicaStatus().stream()
                .filter(RoleFold::endedByItself)
                .forEach(replica -> known.add(replica.index()));
        List<ReplicaStatus> ended =
                new ArrayList<>(replicas.stream().filter(RoleFold::endedByItself).toList());
        ended.sort(
                Comparator.comparing((ReplicaStatus replica) -> !known.contains(replica.index()))
                        .thenComparing(BY_END));
        int successes = 0;
        int failures = 0;
        ReplicaStatus lastFailure = null;
        for (int i = 0; i < ended.size(); i++) {
            ReplicaStatus replica = ended.get(i);
            if (replica.phase() == JobPhase.SUCCEEDED) {
                successes++;
            } else {
                failures++;
                lastFailure = replica;
            }
            if (successes >= wantedSuccesses) {
                return new Verdict(SUCCEEDED, Optional.of(succeeded(end(replica))));
            }
            if (lastFailure != null && (failures > toleratedFailures || i + 1 == task.replicas())) {
                return new Verdict(
                        FAILED,
                        Optional.of(failed(end(replica), lastFailure, failures, successes)));
            }
        }
        return new Verdict(null, Optional.empty());
    }

    /** What we stopped ourselves says nothing about the role. */
    private static boolean endedByItself(ReplicaStatus replica) {
        return replica.phase() == JobPhase.SUCCEEDED || replica.phase() == JobPhase.FAILED;
    }

    private Occurrence succeeded(Instant at) {
        return new Occurrence(
                at,
                task,
                EnumSet.of(
                        JobEvent.TASK_COMPLETED, JobEvent.ROLE_SUCCEEDED, JobEvent.ROLE_COMPLETED),
                OptionalInt.empty(),
                Action.NO_ACTION,
                SUCCEEDED,
                task.name() + " has succeeded");
    }

    private Occurrence failed(Instant at, ReplicaStatus last, int failures, int successes) {
        TerminatedState end = last.terminatedInfo();
        String why = last.phaseMessage() == null ? "" : ": " + last.phaseMessage();
        String count =
                failures > 1
                        ? " ("
                                + failures
                                + " of "
                                + task.replicas()
                                + " failed, "
                                + successes
                                + " succeeded)"
                        : "";
        return new Occurrence(
                at,
                task,
                EnumSet.of(JobEvent.POD_FAILED, JobEvent.ROLE_FAILED, JobEvent.ROLE_COMPLETED),
                end == null ? OptionalInt.empty() : OptionalInt.of(end.exitCode()),
                Action.TASK_SET_FAILED,
                last.podReason() == null || last.podReason().equals("Error")
                        ? "PodFailed"
                        : last.podReason(),
                last.name() + " failed" + why + count);
    }

    private static Instant end(ReplicaStatus replica) {
        Instant finish = replica.finishAt();
        return finish == null ? Instant.EPOCH : finish;
    }

    private static Optional<Integer> atLeastOne(@Nullable Integer number) {
        return Optional.ofNullable(number).filter(n -> n > 0);
    }
}
