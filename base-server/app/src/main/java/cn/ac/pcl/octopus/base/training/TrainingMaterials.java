package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.identity.Caller;

/** Finds what a job is made of, and whether a caller may use it now. */
interface TrainingMaterials {
    /**
     * The image, the algorithm and the dataset, checked in this order.
     *
     * @throws cn.ac.pcl.octopus.base.Refusal with the code of the first one that cannot be used
     */
    Found find(Caller caller, NewTraining training);

    /**
     * What was found.
     *
     * @param names ids, versions and names, to be kept with the job
     * @param imageAddress reference of the image for the cluster
     * @param codeSubPath where the algorithm lies on the shared volume
     * @param datasetSubPath where the dataset lies on the shared volume
     */
    record Found(
            TrainingRun.Materials names,
            String imageAddress,
            String codeSubPath,
            String datasetSubPath) {}
}
