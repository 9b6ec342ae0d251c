package cn.ac.pcl.octopus.base.dataset;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import cn.ac.pcl.octopus.identity.Caller;
import org.springframework.stereotype.Service;

/** What other features may ask of datasets. */
@Service
public class Datasets {
    private final AssetLife<Dataset, DatasetVersion, DatasetShare> life;

    Datasets(AssetLife<Dataset, DatasetVersion, DatasetShare> life) {
        this.life = life;
    }

    /**
     * A version that a job may mount.
     *
     * @param place where its content lies on the shared volume
     */
    public record Usable(String id, String name, VersionNumber version, VolumePath place) {}

    /**
     * The version, if the caller may read it and its content is ready.
     *
     * @param forbidden refusal when the caller sees the asset and not this version
     * @param notReady refusal when its content is not ready
     * @throws Refusal with one of the two, or as missing when the caller may not know of the asset
     */
    public Usable requireUsable(
            String id,
            VersionNumber version,
            Caller caller,
            ErrorCode forbidden,
            ErrorCode notReady) {
        var found = life.usable(id, version, caller, forbidden, notReady);
        return new Usable(id, found.asset().name(), version, life.place(found.asset(), version));
    }

    /**
     * Keeps a version from being deleted until the transaction ends; whoever deletes it then sees
     * what the transaction has stored.
     *
     * @throws Refusal as missing when it is deleted already
     */
    public void hold(String id, VersionNumber version) {
        life.hold(id, version);
    }
}
