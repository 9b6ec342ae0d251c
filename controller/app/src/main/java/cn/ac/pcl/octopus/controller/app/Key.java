package cn.ac.pcl.octopus.controller.app;

/** What is looked at as one: by name only, never with what happened to it. */
sealed interface Key {

    /** A job. */
    record OfJob(String namespace, String name) implements Key {}

    /** A queue. */
    record OfQueue(String name) implements Key {}

    /** A pod that belongs to no job. */
    record OfPod(String namespace, String name) implements Key {}

    /** A word for metrics. */
    default String kind() {
        return switch (this) {
            case OfJob _ -> "job";
            case OfQueue _ -> "queue";
            case OfPod _ -> "pod";
        };
    }
}
