package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.storage.ContentUse;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import org.springframework.stereotype.Component;

/** Keeps what a job has written until it has become a model. */
@Component
class CopiedOutput implements ContentUse {
    private final ModelRepository models;

    CopiedOutput(ModelRepository models) {
        this.models = models;
    }

    @Override
    public boolean needs(VolumePath place) {
        return StoragePaths.jobOf(place).filter(models::isBeingMade).isPresent();
    }
}
