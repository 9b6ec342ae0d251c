package cn.ac.pcl.octopus.taskset.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a job at one moment: the version 1 document of the reference platform, with
 * {@code sequence} and {@code reason} added.
 *
 * @param version version of the document's form
 * @param sequence number of this moment in the life of the job; the greater one is the newer one
 * @param job the job as a whole
 * @param cluster where it runs
 * @param tasks its tasks, in the order of the submission
 * @param platformSpecificInfo what Kubernetes knows it by
 */
public record JobDetail(
        String version,
        long sequence,
        Summary job,
        Cluster cluster,
        List<Task> tasks,
        PlatformSpecificInfo platformSpecificInfo) {
    /** The only version of this document. */
    public static final String VERSION = "v1";

    public JobDetail {
        tasks = List.copyOf(tasks);
    }

    /**
     * Whether nothing in this document will change any more: the state is final and the end known.
     */
    public boolean isSettled() {
        return job.state().isFinal() && job.finishedAt() != null;
    }

    /**
     * The job as a whole.
     *
     * @param type kind given at the submission
     * @param startAt when its first replica ran
     * @param finishedAt when its last replica ended; absent in a final state while replicas still
     *     end
     * @param totalRetriedCount how often the whole job was started again
     * @param exitCode of the last replica that failed, 0 after success, absent before the end
     * @param exitDiagnostics what that replica left to say
     * @param reason why it waits, failed or was stopped, for people; empty when there is none
     */
    public record Summary(
            String id,
            String name,
            String type,
            JobState state,
            String userID,
            @Nullable Instant startAt,
            @Nullable Instant finishedAt,
            int totalRetriedCount,
            @Nullable Integer exitCode,
            String exitDiagnostics,
            String reason) {}

    /** Name of the cluster. */
    public record Cluster(String identity) {}

    /**
     * A role of the job.
     *
     * @param image of its first container, as are command and resource
     * @param resource limits by resource name
     */
    public record Task(
            String name,
            String image,
            JobState state,
            String command,
            int replicaAmount,
            int maxFailedTaskCount,
            int minSucceededTaskCount,
            Map<String, String> resource,
            List<Replica> replicas) {
        public Task {
            resource = Map.copyOf(resource);
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * One program of a task, with the times for which it is charged.
     *
     * @param startAt when its present pod started
     * @param earlierMillis how long the pods before that one ran, in all
     */
    public record Replica(
            int index,
            JobState state,
            int retriedCount,
            @Nullable Instant startAt,
            @Nullable Instant finishedAt,
            String containerID,
            String containerHostIP,
            @Nullable Integer exitCode,
            String exitDiagnostics,
            Long earlierMillis) {
        public Replica {
            // Documents that were stored before the time of earlier pods was told lack it.
            earlierMillis = earlierMillis == null ? 0L : earlierMillis;
        }
    }

    /** What Kubernetes knows the job by. */
    public record PlatformSpecificInfo(
            String platform,
            String apiVersion,
            String namespace,
            String instanceUID,
            String configMapUID,
            String configMapName,
            List<TaskRuntimeInfo> taskRuntimeInfo) {
        /** The only platform there is. */
        public static final String KUBERNETES = "k8s";

        public PlatformSpecificInfo {
            taskRuntimeInfo = List.copyOf(taskRuntimeInfo);
        }
    }

    /** Where a task may run, what it mounts, and its pods. */
    public record TaskRuntimeInfo(
            String name,
            Map<String, String> nodeSelector,
            List<VolumeMount> volumeMounts,
            List<PodReference> replicas) {
        public TaskRuntimeInfo {
            nodeSelector = Map.copyOf(nodeSelector);
            volumeMounts = List.copyOf(volumeMounts);
            replicas = List.copyOf(replicas);
        }
    }

    /** A volume mounted in the first container. */
    public record VolumeMount(String name, String mountPath, String subPath, boolean readOnly) {}

    /** The pod of a replica, as far as there was one. */
    public record PodReference(
            int index,
            String podIP,
            String podUID,
            String podName,
            String podHostIP,
            String podReason) {}
}
