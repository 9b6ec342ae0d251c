package cn.ac.pcl.octopus.base.asset;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;

/** A version is shared with a workspace. */
@MappedSuperclass
public abstract class AssetShare {
    @EmbeddedId private ShareKey key;

    @Column(name = "created_at")
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected AssetShare() {}

    protected AssetShare(ShareKey key, Instant now) {
        this.key = key;
        this.createdAt = now;
    }

    public ShareKey key() {
        return key;
    }
}
