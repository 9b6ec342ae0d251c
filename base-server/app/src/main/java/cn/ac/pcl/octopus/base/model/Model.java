package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.Asset;
import cn.ac.pcl.octopus.base.asset.Holder;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A model collects what one holder's jobs made with one version of an algorithm. */
@Entity
@Table(name = "models")
class Model extends Asset {
    @Column(name = "algorithm_id")
    private String algorithmId;

    @Column(name = "algorithm_version")
    private int algorithmVersion;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Model() {}

    Model(
            String id,
            Holder holder,
            String name,
            String algorithmId,
            VersionNumber algorithmVersion,
            @Nullable String description,
            Instant now) {
        super(id, holder, name, description, now);
        this.algorithmId = algorithmId;
        this.algorithmVersion = algorithmVersion.number();
    }

    String algorithmId() {
        return algorithmId;
    }

    VersionNumber algorithmVersion() {
        return new VersionNumber(algorithmVersion);
    }
}
