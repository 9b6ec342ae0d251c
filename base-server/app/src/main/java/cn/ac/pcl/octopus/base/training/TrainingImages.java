package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.identity.Caller;

/** Images that jobs may run. */
interface TrainingImages {
    /**
     * The image, if the caller may use it and it is made.
     *
     * @throws cn.ac.pcl.octopus.base.Refusal otherwise
     */
    Image requireUsable(String id, Caller caller);

    /**
     * An image.
     *
     * @param address its reference for the cluster
     */
    record Image(String id, String name, String version, String address) {}
}
