package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.JobEvent;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.LifecyclePolicy;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job, once.
 *
 * @param at when
 * @param task the role it happened to; null when to the job as a whole
 * @param events its names; a role that fails has several
 * @param exitCode exit code of the pod behind it
 * @param fallback what to do when no policy answers
 * @param reason one word for it
 * @param message a sentence for the job's user
 */
record Occurrence(
        Instant at,
        @Nullable TaskSpec task,
        Set<JobEvent> events,
        OptionalInt exitCode,
        Action fallback,
        String reason,
        String message) {

    static final Comparator<Occurrence> IN_ORDER = Comparator.comparing(Occurrence::at);

    /**
     * What to do: the first policy of the role that answers, else of the job, else the fallback.
     */
    Action action(JobSpec job) {
        Optional<Action> answer = task == null ? Optional.empty() : firstAnswer(task.policies());
        return answer.or(() -> firstAnswer(job.policies())).orElse(fallback);
    }

    private Optional<Action> firstAnswer(List<LifecyclePolicy> policies) {
        for (LifecyclePolicy policy : policies) {
            Action action = policy.action();
            if (action != null && answers(policy) && !isSync(action)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    private boolean answers(LifecyclePolicy policy) {
        Integer code = policy.exitCode();
        if (code != null && code != 0 && exitCode.isPresent() && exitCode.getAsInt() == code) {
            return true;
        }
        JobEvent single = policy.event();
        return (single != null && named(single)) || policy.events().stream().anyMatch(this::named);
    }

    private boolean named(JobEvent event) {
        return event == JobEvent.ANY || events.contains(event);
    }

    /** These bring the pods to what the job says, which is done in any case. */
    private static boolean isSync(Action action) {
        return action == Action.SYNC_JOB
                || action == Action.RESTART_TASK
                || action == Action.ENQUEUE_JOB;
    }
}
