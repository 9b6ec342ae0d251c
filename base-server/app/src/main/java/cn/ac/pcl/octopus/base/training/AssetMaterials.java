package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.algorithm.Algorithms;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageType;
import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.dataset.Datasets;
import cn.ac.pcl.octopus.base.image.Images;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.identity.Caller;
import org.springframework.stereotype.Component;

/** Asks the features that own them. */
@Component
class AssetMaterials implements TrainingMaterials {
    private final Images images;
    private final Algorithms algorithms;
    private final Datasets datasets;
    private final SharedVolume volume;

    AssetMaterials(Images images, Algorithms algorithms, Datasets datasets, SharedVolume volume) {
        this.images = images;
        this.algorithms = algorithms;
        this.datasets = datasets;
        this.volume = volume;
    }

    @Override
    public Found find(Caller caller, NewTraining wanted) {
        var image =
                images.requireUsable(
                        wanted.imageId(),
                        ImageType.TRAINING,
                        caller,
                        ErrorCode.TRAINING_IMAGE_FORBIDDEN,
                        ErrorCode.TRAINING_IMAGE_STATE);
        var algorithm =
                algorithms.requireUsable(
                        wanted.algorithmId(),
                        wanted.algorithmVersion(),
                        caller,
                        ErrorCode.TRAINING_ALGORITHM_FORBIDDEN,
                        ErrorCode.TRAINING_ALGORITHM_STATE);
        var dataset =
                datasets.requireUsable(
                        wanted.dataSetId(),
                        wanted.dataSetVersion(),
                        caller,
                        ErrorCode.TRAINING_DATASET_FORBIDDEN,
                        ErrorCode.TRAINING_DATASET_STATE);
        return new Found(
                new TrainingRun.Materials(
                        algorithm.id(),
                        algorithm.version(),
                        algorithm.name(),
                        image.id(),
                        image.name(),
                        image.version(),
                        dataset.id(),
                        dataset.version(),
                        dataset.name()),
                image.address(),
                volume.subPath(algorithm.place()),
                volume.subPath(dataset.place()));
    }
}
