package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do upon an event, or upon an exit code. One of {@code event}, {@code events} and {@code
 * exitCode} is set.
 *
 * @param action what to do
 * @param event upon what
 * @param events upon any of these
 * @param exitCode upon this exit code of a pod, not 0
 * @param timeout accepted for compatibility; has no effect
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LifecyclePolicy(
        @Nullable Action action,
        @Nullable JobEvent event,
        List<JobEvent> events,
        @Nullable Integer exitCode,
        @Nullable String timeout) {

    public LifecyclePolicy {
        events = Absent.toEmpty(events);
    }

    public static LifecyclePolicy on(JobEvent event, Action action) {
        return new LifecyclePolicy(action, event, List.of(), null, null);
    }

    public static LifecyclePolicy onExit(int exitCode, Action action) {
        return new LifecyclePolicy(action, null, List.of(), exitCode, null);
    }
}
