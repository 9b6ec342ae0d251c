package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.ContentUse;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import org.springframework.stereotype.Component;

/** Keeps data and code of deleted versions in place while a job still mounts them. */
@Component
class MountedContent implements ContentUse {
    private final TrainingRunRepository runs;

    MountedContent(TrainingRunRepository runs) {
        this.runs = runs;
    }

    /** A place ends with the id and the version of what lies there. */
    @Override
    public boolean mounts(VolumePath place) {
        var parts = place.text().split("/", -1);
        if (parts.length < 2) {
            return false;
        }
        var id = parts[parts.length - 2];
        return VersionNumber.parse(parts[parts.length - 1])
                .filter(version -> runs.mount(id, version.number()))
                .isPresent();
    }
}
