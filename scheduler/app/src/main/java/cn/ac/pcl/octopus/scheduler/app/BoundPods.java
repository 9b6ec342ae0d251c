package cn.ac.pcl.octopus.scheduler.app;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.function.Consumer;

/** Reads past the watch which pods have a node. */
interface BoundPods {

    /** Asks the API server, until it answers; the answer comes later, from another thread. */
    void read(Consumer<List<Pod>> answer);
}
