package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a gang; written by the scheduler alone.
 *
 * @param phase where it is
 * @param conditions why it waits, or that it is placed
 * @param running pods that run
 * @param succeeded pods that ended well
 * @param failed pods that ended badly
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodGroupStatus(
        PodGroupPhase phase,
        List<PodGroupCondition> conditions,
        Integer running,
        Integer succeeded,
        Integer failed) {

    /** The status of a gang that the scheduler has not seen yet. */
    public static final PodGroupStatus NONE =
            new PodGroupStatus(PodGroupPhase.PENDING, List.of(), 0, 0, 0);

    public PodGroupStatus {
        phase = phase == null ? PodGroupPhase.PENDING : phase;
        conditions = Absent.toEmpty(conditions);
        running = Absent.toZero(running);
        succeeded = Absent.toZero(succeeded);
        failed = Absent.toZero(failed);
    }

    /** The status of a gang, also of one that has none yet. */
    public static PodGroupStatus of(PodGroup group) {
        PodGroupStatus status = group.getStatus();
        return status == null ? NONE : status;
    }

    /** The condition of that type, if it holds. */
    public @Nullable PodGroupCondition condition(String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .filter(condition -> condition.status().equals("True"))
                .findFirst()
                .orElse(null);
    }
}
