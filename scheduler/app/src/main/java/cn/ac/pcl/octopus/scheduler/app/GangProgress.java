package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.core.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a PodGroup's status has to say, decided from what is known of its pods.
 *
 * @param running pods that run
 * @param succeeded pods that ended well
 * @param failed pods that ended badly
 * @param placed true once enough members have had places
 * @param reason why it waits, null when nothing was said
 */
record GangProgress(
        int running, int succeeded, int failed, boolean placed, @Nullable Reason reason) {

    /** Counts the pods of a gang. */
    static GangProgress of(Collection<Pod> pods, boolean placed, @Nullable Reason reason) {
        int running = 0;
        int succeeded = 0;
        int failed = 0;
        for (Pod pod : pods) {
            switch (pod.getStatus() == null ? "" : pod.getStatus().getPhase()) {
                case "Running" -> running++;
                case "Succeeded" -> succeeded++;
                case "Failed" -> failed++;
                case null, default -> {}
            }
        }
        return new GangProgress(running, succeeded, failed, placed, reason);
    }

    /** The status to be written; equal to the present one when there is nothing new to say. */
    PodGroupStatus next(PodGroup group, Instant now) {
        PodGroupStatus current = PodGroupStatus.of(group);
        int minMember = Math.max(1, group.getSpec().minMember());
        PodGroupPhase phase = phase(current.phase(), minMember);
        return new PodGroupStatus(
                phase, conditions(current, phase, now), running, succeeded, failed);
    }

    private PodGroupPhase phase(PodGroupPhase current, int minMember) {
        boolean enough = running + succeeded + failed >= minMember;
        return switch (current) {
            case PENDING, INQUEUE ->
                    enough ? PodGroupPhase.RUNNING : placed ? PodGroupPhase.INQUEUE : current;
            // Members that ended by themselves are not lost.
            case RUNNING, UNKNOWN -> enough ? PodGroupPhase.RUNNING : PodGroupPhase.UNKNOWN;
            case COMPLETED -> current;
        };
    }

    private List<PodGroupCondition> conditions(
            PodGroupStatus current, PodGroupPhase phase, Instant now) {
        PodGroupCondition condition;
        if (placed || phase == PodGroupPhase.RUNNING) {
            condition =
                    condition(PodGroupCondition.SCHEDULED, "Placed", "All members have places.");
        } else if (reason != null) {
            condition =
                    condition(
                            PodGroupCondition.UNSCHEDULABLE, reason.code(), Explanation.of(reason));
        } else {
            return current.conditions();
        }
        for (PodGroupCondition before : current.conditions()) {
            if (before.type().equals(condition.type())) {
                return List.of(since(condition, before.lastTransitionTime()));
            }
        }
        return List.of(since(condition, now));
    }

    private static PodGroupCondition condition(String type, String reason, String message) {
        return new PodGroupCondition(type, "True", null, null, reason, message);
    }

    private static PodGroupCondition since(PodGroupCondition it, @Nullable Instant time) {
        return new PodGroupCondition(
                it.type(), it.status(), it.transitionID(), time, it.reason(), it.message());
    }
}
