package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the API server has told so far. Keys are {@code name} or {@code namespace/name}. */
interface ClusterView {

    /** True when every kind was listed once. */
    boolean synced();

    Optional<Node> node(String key);

    Optional<Queue> queue(String key);

    Optional<PriorityClass> priority(String key);

    Optional<PodGroup> group(String key);

    Optional<Job> job(String key);

    Optional<Pod> pod(String key);

    Stream<Node> nodes();

    Stream<Queue> queues();

    Stream<PodGroup> groups();

    Stream<Pod> allPods();

    /** The pods bound to a node. */
    List<Pod> podsOn(String node);

    /** The pods of a gang that exist. */
    List<Pod> podsOf(GangId gang);
}
