package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One version of an asset. */
@MappedSuperclass
public abstract class AssetVersion {
    @EmbeddedId private VersionKey key;
    private String description;
    @Embedded private Content content;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "deleted_at")
    private long deletedAt;

    @Version private @Nullable Long revision;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected AssetVersion() {}

    protected AssetVersion(VersionKey key, @Nullable String description, Instant now) {
        this.key = key;
        this.description = description == null ? "" : description;
        this.content = Content.waiting();
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Takes the content for made: there was nothing to upload or to copy. */
    protected void fillNow() {
        content = Content.ready();
    }

    void touch(Instant now) {
        updatedAt = now;
    }

    void delete(Instant now) {
        updatedAt = now;
        deletedAt = now.toEpochMilli();
    }

    public VersionKey key() {
        return key;
    }

    public String assetId() {
        return key.assetId();
    }

    public VersionNumber number() {
        return key.number();
    }

    public String description() {
        return description;
    }

    public Content content() {
        return content;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
