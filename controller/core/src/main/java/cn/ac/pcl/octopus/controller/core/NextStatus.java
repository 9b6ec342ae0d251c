package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.JobState;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes down what was seen of a job and decided about it. */
final class NextStatus {

    private final JobStatus before;
    private final Attempt attempt;
    private final JobSpec spec;
    private final Map<String, String> marks;
    private final Instant now;

    NextStatus(
            JobStatus before,
            Attempt attempt,
            JobSpec spec,
            Map<String, String> marks,
            Instant now) {
        this.before = before;
        this.attempt = attempt;
        this.spec = spec;
        this.marks = marks;
        this.now = now;
    }

    /**
     * What was decided.
     *
     * @param isRestarted whether another attempt begins with it
     * @param endedAt when what moved the job happened; null when it did not move
     */
    record Verdict(
            JobPhase phase,
            @Nullable String reason,
            @Nullable String message,
            boolean isRestarted,
            @Nullable Instant endedAt) {}

    /** The status of a job whose spec cannot be. */
    static JobStatus ofInvalid(JobStatus before, String flaw, Instant now) {
        return new JobStatus(
                new JobState(JobPhase.FAILED, "InvalidSpec", flaw, now),
                before.minAvailable(),
                0,
                0,
                0,
                0,
                0,
                0,
                before.version(),
                before.retryCount(),
                before.controlledResources(),
                before.createdAt() == null ? now : before.createdAt(),
                before.startAt(),
                now,
                null,
                null,
                before.roleStatus());
    }

    JobStatus of(Verdict verdict) {
        JobPhase phase = verdict.phase();
        boolean moved = phase != before.state().phase();
        Instant transition = before.state().lastTransitionTime();
        List<RoleStatus> roles = roles(verdict);
        Instant start = startAt();
        int again = verdict.isRestarted() ? 1 : 0;
        return new JobStatus(
                new JobState(
                        phase,
                        verdict.reason(),
                        verdict.message(),
                        moved || transition == null ? now : transition),
                Gang.minMember(spec),
                count(roles, JobPhase.PENDING),
                count(roles, JobPhase.RUNNING),
                count(roles, JobPhase.SUCCEEDED),
                count(roles, JobPhase.FAILED),
                attempt.terminating(),
                count(roles, JobPhase.UNKNOWN),
                before.version() + again,
                before.retryCount() + again,
                marks,
                before.createdAt() == null ? now : before.createdAt(),
                start,
                finishAt(verdict, start),
                before.toEvict(),
                before.privileger(),
                roles);
    }

    private List<RoleStatus> roles(Verdict verdict) {
        if (verdict.isRestarted()) {
            return attempt.freshRoles();
        }
        JobPhase phase = verdict.phase();
        return LifeCycle.isActive(phase) || phase == JobPhase.RESTARTING
                ? attempt.roles()
                : attempt.stoppedRoles();
    }

    private static int count(List<RoleStatus> roles, JobPhase wanted) {
        return (int)
                roles.stream()
                        .flatMap(role -> role.replicaStatus().stream())
                        .filter(replica -> replica.phase() == wanted)
                        .count();
    }

    /** The moment at which enough replicas had started, as the nodes report it. */
    private @Nullable Instant startAt() {
        if (before.startAt() != null) {
            return before.startAt();
        }
        List<Instant> starts =
                attempt.roles().stream()
                        .flatMap(role -> role.replicaStatus().stream())
                        .map(ReplicaStatus::startAt)
                        .filter(Objects::nonNull)
                        .sorted()
                        .toList();
        int enough = Gang.minMember(spec);
        return enough == 0 || starts.size() < enough ? null : starts.get(enough - 1);
    }

    private @Nullable Instant finishAt(Verdict verdict, @Nullable Instant start) {
        if (!LifeCycle.hasEnded(verdict.phase())) {
            return null;
        }
        if (before.finishAt() != null && LifeCycle.hasEnded(before.state().phase())) {
            return before.finishAt();
        }
        Instant end = verdict.endedAt() == null ? now : verdict.endedAt();
        return start != null && end.isBefore(start) ? start : end;
    }
}
