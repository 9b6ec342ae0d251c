package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import java.util.Optional;

/** What taskset does to Jobs in the cluster. */
interface ClusterJobs {
    /** Creates the Job; one of ours that is there already is as good. */
    Creation create(JobFacts facts);

    /** The Job as it is now. */
    Optional<Job> find(String namespace, String name);

    /** Orders the Job to end, so that its pods end properly and their ends are told. */
    void terminate(Job job);

    /** Deletes the Job. */
    void delete(Job job);

    /** How a creation went. */
    sealed interface Creation {
        /** It is there. */
        record Created(String uid) implements Creation {}

        /** It will never be there. */
        record Refused(String reason) implements Creation {}

        /** It is not there yet; trying again may help. */
        record Hindered(String reason) implements Creation {}
    }
}
