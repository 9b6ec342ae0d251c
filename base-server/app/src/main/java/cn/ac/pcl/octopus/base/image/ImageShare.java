package cn.ac.pcl.octopus.base.image;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.io.Serializable;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

/** An image is shared with a workspace. */
@Entity
@Table(name = "image_shares")
class ImageShare implements Persistable<ImageShare.Key> {
    @EmbeddedId private Key key;

    @Column(name = "created_at")
    private Instant createdAt;

    @Transient private boolean fresh;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected ImageShare() {}

    ImageShare(String imageId, String spaceId, Instant now) {
        this.key = new Key(imageId, spaceId);
        this.createdAt = now;
        this.fresh = true;
    }

    /** An image and a workspace. */
    @Embeddable
    record Key(@Column(name = "image_id") String imageId, @Column(name = "space_id") String spaceId)
            implements Serializable {}

    @Override
    public Key getId() {
        return key;
    }

    @Override
    public boolean isNew() {
        return fresh;
    }

    Instant createdAt() {
        return createdAt;
    }
}
