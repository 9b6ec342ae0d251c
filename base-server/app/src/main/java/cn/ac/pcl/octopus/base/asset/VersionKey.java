package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;

/** Names a version among all of its kind. */
@Embeddable
public record VersionKey(
        @Column(name = "asset_id") String assetId, @Column(name = "version") int version)
        implements Serializable {

    /** The version as everybody outside the tables knows it. */
    public VersionNumber number() {
        return new VersionNumber(version);
    }

    static VersionKey of(String assetId, VersionNumber version) {
        return new VersionKey(assetId, version.number());
    }
}
