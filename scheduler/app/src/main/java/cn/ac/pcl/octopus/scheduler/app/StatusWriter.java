package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;

/**
 * Writes what is to be said about gangs and their pods: one write at a time for an object, the
 * latest wish wins. What it does it does later, from other threads.
 */
interface StatusWriter {

    /** Gives a group, as long as it is this one, its whole status. */
    void write(PodGroup group, PodGroupStatus status);

    /** Gives a pod a condition, as long as it is as it was seen. */
    void write(Pod seen, PodCondition condition);

    /** Forgets what is not written yet. */
    void clear();
}
