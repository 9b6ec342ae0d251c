package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to be.
 *
 * @param schedulerName scheduler of the pods whose template names none
 * @param minAvailable how many pods must run together; absent means all
 * @param volumes claims mounted into every container
 * @param tasks roles of equal pods
 * @param policies what to do upon an event, for tasks without an answer of their own
 * @param plugins names of the plug-ins ({@code env}, {@code svc}) and their arguments
 * @param queue the pool to run in; absent means {@code default}
 * @param maxRetry how often the job may restart; absent means never
 * @param ttlSecondsAfterFinished when an ended job is deleted; absent means never
 * @param priorityClassName priority of the gang
 * @param privilegeJob accepted for compatibility; has no effect
 * @param expectedRunSeconds declared run time, which lets others be scheduled around it (our
 *     addition)
 * @param networkTopology how close to each other its pods run; absent means anywhere
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobSpec(
        @Nullable String schedulerName,
        @Nullable Integer minAvailable,
        List<VolumeSpec> volumes,
        List<TaskSpec> tasks,
        List<LifecyclePolicy> policies,
        Map<String, List<String>> plugins,
        @Nullable String queue,
        @Nullable Integer maxRetry,
        @Nullable Integer ttlSecondsAfterFinished,
        @Nullable String priorityClassName,
        @Nullable Boolean privilegeJob,
        @Nullable Long expectedRunSeconds,
        @Nullable NetworkTopology networkTopology) {

    static final JobSpec EMPTY = builder().build();

    public JobSpec {
        volumes = Absent.toEmpty(volumes);
        tasks = Absent.toEmpty(tasks);
        policies = Absent.toEmpty(policies);
        plugins = Absent.toEmpty(plugins);
    }

    /** How many pods all tasks have together. */
    public int replicas() {
        return tasks.stream().mapToInt(TaskSpec::replicas).sum();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a spec; what is not set stays absent. */
    public static final class Builder {

        private @Nullable String schedulerName;
        private @Nullable Integer minAvailable;
        private List<VolumeSpec> volumes = List.of();
        private List<TaskSpec> tasks = List.of();
        private List<LifecyclePolicy> policies = List.of();
        private Map<String, List<String>> plugins = Map.of();
        private @Nullable String queue;
        private @Nullable Integer maxRetry;
        private @Nullable Integer ttlSecondsAfterFinished;
        private @Nullable String priorityClassName;
        private @Nullable Long expectedRunSeconds;
        private @Nullable NetworkTopology networkTopology;

        private Builder() {}

        public Builder schedulerName(String schedulerName) {
            this.schedulerName = schedulerName;
            return this;
        }

        public Builder minAvailable(int minAvailable) {
            this.minAvailable = minAvailable;
            return this;
        }

        public Builder volumes(List<VolumeSpec> volumes) {
            this.volumes = volumes;
            return this;
        }

        public Builder tasks(List<TaskSpec> tasks) {
            this.tasks = tasks;
            return this;
        }

        public Builder policies(List<LifecyclePolicy> policies) {
            this.policies = policies;
            return this;
        }

        public Builder plugins(Map<String, List<String>> plugins) {
            this.plugins = plugins;
            return this;
        }

        public Builder queue(String queue) {
            this.queue = queue;
            return this;
        }

        public Builder maxRetry(int maxRetry) {
            this.maxRetry = maxRetry;
            return this;
        }

        public Builder ttlSecondsAfterFinished(int ttlSecondsAfterFinished) {
            this.ttlSecondsAfterFinished = ttlSecondsAfterFinished;
            return this;
        }

        public Builder priorityClassName(String priorityClassName) {
            this.priorityClassName = priorityClassName;
            return this;
        }

        public Builder expectedRunSeconds(long expectedRunSeconds) {
            this.expectedRunSeconds = expectedRunSeconds;
            return this;
        }

        public Builder networkTopology(NetworkTopology networkTopology) {
            this.networkTopology = networkTopology;
            return this;
        }

        public JobSpec build() {
            return new JobSpec(
                    schedulerName,
                    minAvailable,
                    volumes,
                    tasks,
                    policies,
                    plugins,
                    queue,
                    maxRetry,
                    ttlSecondsAfterFinished,
                    priorityClassName,
                    null,
                    expectedRunSeconds,
                    networkTopology);
        }
    }
}
