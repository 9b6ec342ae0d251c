package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.resource.Pools;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.user.Users;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes what the cluster is to run for a job. */
@Component
class Manifests {
    private final SharedVolume volume;
    private final TrainingProperties properties;
    private final JsonMapper json;

    Manifests(SharedVolume volume, TrainingProperties properties, JsonMapper json) {
        this.volume = volume;
        this.properties = properties;
        this.json = json;
    }

    /** The manifest of a job, JSON. */
    String write(
            Origin origin,
            String userId,
            String workspaceId,
            String pool,
            TrainingMaterials.Found found,
            List<SubTask> subTasks) {
        var manifest =
                new TrainingManifest(
                        origin.id(),
                        userId,
                        workspaceId,
                        pool,
                        Pools.nodeSelector(pool),
                        found.imageAddress(),
                        Users.claimOf(userId),
                        new TrainingManifest.Mounts(
                                found.codeSubPath(),
                                found.datasetSubPath(),
                                volume.subPath(
                                        StoragePaths.jobOutput(workspaceId, userId, origin.id()))),
                        origin.traceParent().orElse(null),
                        properties.timeZone().getId());
        return json.writeValueAsString(manifest.job(subTasks));
    }
}
