package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.core.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param hopeless true when no node of its pool could ever hold it
 */
record GangProgress(
        int running,
        int succeeded,
        int failed,
        boolean placed,
        @Nullable Reason reason,
        boolean hopeless) {

    /** Counts the pods of a gang. */
    static GangProgress of(
            Collection<Pod> pods, boolean placed, @Nullable Reason reason, boolean hopeless) {
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
        return new GangProgress(running, succeeded, failed, placed, reason, hopeless);
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
        List<PodGroupCondition> conditions = new ArrayList<>();
        if (placed || phase == PodGroupPhase.RUNNING) {
            conditions.add(
                    condition(PodGroupCondition.SCHEDULED, "Placed", "All members have places."));
        } else if (reason != null) {
            String sentence = Explanation.of(reason);
            conditions.add(condition(PodGroupCondition.UNSCHEDULABLE, reason.code(), sentence));
            if (hopeless) {
                conditions.add(condition(PodGroupCondition.UNSATISFIABLE, reason.code(), sentence));
            }
        } else {
            return current.conditions();
        }
        conditions.replaceAll(condition -> since(condition, current, now));
        return conditions;
    }

    /** A condition that held before holds since then, whatever else it says now. */
    private static PodGroupCondition since(
            PodGroupCondition condition, PodGroupStatus current, Instant now) {
        PodGroupCondition before = current.condition(condition.type());
        return since(condition, before == null ? now : before.lastTransitionTime());
    }

    private static PodGroupCondition condition(String type, String reason, String message) {
        return new PodGroupCondition(type, "True", null, null, reason, message);
    }

    private static PodGroupCondition since(PodGroupCondition it, @Nullable Instant time) {
        return new PodGroupCondition(
                it.type(), it.status(), it.transitionID(), time, it.reason(), it.message());
    }
}
