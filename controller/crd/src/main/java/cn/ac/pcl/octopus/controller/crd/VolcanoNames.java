package cn.ac.pcl.octopus.controller.crd;

/** Labels and annotations that Volcano's pods, groups and queues carry, and ours with them. */
public final class VolcanoNames {

    /** Label and annotation of a pod: the job's name. */
    public static final String JOB_NAME = "volcano.sh/job-name";

    /** Label of a pod: the job's namespace. */
    public static final String JOB_NAMESPACE = "volcano.sh/job-namespace";

    /** Label and annotation of a pod: the task's name. */
    public static final String TASK_SPEC = "volcano.sh/task-spec";

    /** Label and annotation of a pod: its index in the task (the label is our addition). */
    public static final String TASK_INDEX = "volcano.sh/task-index";

    /** Annotation of a pod: the attempt ({@code status.version}) it belongs to. */
    public static final String JOB_VERSION = "volcano.sh/job-version";

    /** Annotation of a pod: its gang. */
    public static final String GROUP_NAME = "scheduling.k8s.io/group-name";

    /** Annotation of a bare pod: the queue of the gang that is made for it. */
    public static final String QUEUE_NAME = "scheduling.volcano.sh/queue-name";

    /** Label of a job and of its pod group: the workspace that takes its turn with it. */
    public static final String WORKSPACE = "octopus.pcl.ac.cn/workspace";

    /** Name of the scheduler and of the job controller's pods when nothing else is said. */
    public static final String SCHEDULER = "volcano";

    /** Queue of a job that names none. */
    public static final String DEFAULT_QUEUE = "default";

    private VolcanoNames() {}
}
