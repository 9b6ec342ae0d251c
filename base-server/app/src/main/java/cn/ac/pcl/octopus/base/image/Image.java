package cn.ac.pcl.octopus.base.image;

import cn.ac.pcl.octopus.base.api.ImageApi.ImageChange;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageSource;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageStatus;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageType;
import cn.ac.pcl.octopus.base.api.ImageApi.NewImage;
import cn.ac.pcl.octopus.base.asset.Holder;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An image at an address. It is made from the start: nodes pull it when a job needs it. */
@Entity
@Table(name = "images")
class Image {
    @Id private String id;

    @Column(name = "space_id")
    private String spaceId;

    @Column(name = "user_id")
    private String userId;

    private boolean preset;
    private String name;

    @Column(name = "tag")
    private String tag;

    @Enumerated(EnumType.STRING)
    private ImageType type;

    @Enumerated(EnumType.STRING)
    private ImageSource source;

    @Enumerated(EnumType.STRING)
    private ImageStatus status;

    private String address;
    private String description;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "deleted_at")
    private long deletedAt;

    @Version private @Nullable Long revision;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Image() {}

    Image(String id, Holder holder, NewImage wanted, String address, Instant now) {
        this.id = id;
        this.spaceId = holder.spaceId();
        this.userId = holder.userId();
        this.preset = holder.preset();
        this.name = wanted.imageName();
        this.tag = wanted.imageVersion();
        this.type = wanted.imageType();
        this.source = ImageSource.REMOTE;
        this.status = ImageStatus.MADE;
        this.address = address;
        this.description = text(wanted.imageDesc());
        this.createdAt = now;
        this.updatedAt = now;
    }

    void change(ImageChange change, Instant now) {
        name = change.imageName();
        tag = change.imageVersion();
        description = text(change.imageDesc());
        updatedAt = now;
    }

    void delete(Instant now) {
        updatedAt = now;
        deletedAt = now.toEpochMilli();
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }

    String id() {
        return id;
    }

    String spaceId() {
        return spaceId;
    }

    String userId() {
        return userId;
    }

    boolean preset() {
        return preset;
    }

    String name() {
        return name;
    }

    /** What the contract calls the version of an image. */
    String tag() {
        return tag;
    }

    ImageType type() {
        return type;
    }

    ImageSource source() {
        return source;
    }

    ImageStatus status() {
        return status;
    }

    String address() {
        return address;
    }

    String description() {
        return description;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
