package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.ContentUse;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import cn.ac.pcl.octopus.base.tasks.BackgroundTasks;
import org.springframework.stereotype.Component;

/**
 * Keeps data and code of deleted versions in place while a job still mounts them, and what a job
 * writes until it has ended and its model has been begun.
 */
@Component
class MountedContent implements ContentUse {
    private final TrainingRunRepository runs;
    private final BackgroundTasks tasks;

    MountedContent(TrainingRunRepository runs, BackgroundTasks tasks) {
        this.runs = runs;
        this.tasks = tasks;
    }

    @Override
    public boolean needs(VolumePath place) {
        return StoragePaths.jobOf(place)
                .map(job ->
                        runs.existsByIdAndSettled(job, false)
                                || tasks.isScheduled(ModelTask.NAME, job))
                .orElseGet(() -> isMounted(place));
    }

    /** A place ends with the id and the version of what lies there. */
    private boolean isMounted(VolumePath place) {
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
