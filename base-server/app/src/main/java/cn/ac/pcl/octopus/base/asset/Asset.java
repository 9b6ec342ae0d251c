package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something with versions. Numbers of versions only grow, also over deleted ones. */
@MappedSuperclass
public abstract class Asset {
    @Id private String id;

    @Column(name = "space_id")
    private String spaceId;

    @Column(name = "user_id")
    private String userId;

    private boolean preset;
    private String name;
    private String description;

    /** Highest number ever given. */
    @Column(name = "last_version")
    private int lastVersion;

    /** Highest number of a version that is not deleted, 0 for none. */
    @Column(name = "latest_version")
    private int latestVersion;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "deleted_at")
    private long deletedAt;

    @Version private @Nullable Long revision;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Asset() {}

    protected Asset(
            String id, Holder holder, String name, @Nullable String description, Instant now) {
        this.id = id;
        this.spaceId = holder.spaceId();
        this.userId = holder.userId();
        this.preset = holder.preset();
        this.name = name;
        this.description = description == null ? "" : description;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Gives the next number away. */
    VersionNumber addVersion(Instant now) {
        latestVersion = ++lastVersion;
        updatedAt = now;
        return new VersionNumber(latestVersion);
    }

    /** A version is gone; {@code remaining} is the highest that is left, 0 for none. */
    void versionRemoved(int remaining, Instant now) {
        latestVersion = remaining;
        updatedAt = now;
        if (remaining == 0) {
            delete(now);
        }
    }

    void delete(Instant now) {
        if (deletedAt != 0) {
            throw new IllegalStateException("It is deleted already");
        }
        latestVersion = 0;
        updatedAt = now;
        deletedAt = now.toEpochMilli();
    }

    public String id() {
        return id;
    }

    public Holder holder() {
        return new Holder(spaceId, userId, preset);
    }

    public String spaceId() {
        return spaceId;
    }

    public String userId() {
        return userId;
    }

    public boolean preset() {
        return preset;
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    /** Highest living version. */
    public Optional<VersionNumber> latest() {
        return latestVersion == 0
                ? Optional.empty()
                : Optional.of(new VersionNumber(latestVersion));
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
