package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.controller.crd.Job;
import java.util.Optional;

/** What this process has seen of the cluster so far; may be late. */
interface ClusterView {
    /** The Job, if it was seen. */
    Optional<Job> find(String namespace, String name);

    /**
     * Why the pods of a Job have no place, in the scheduler's words; empty when it says nothing.
     */
    String waiting(String namespace, String name);
}
