package cn.ac.pcl.octopus.base.resource;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A kind of capacity. A system resource has the name under which nodes report it; a custom one
 * stands for a reported one on the nodes that carry its label.
 */
@Entity
@Table(name = "resources")
class Resource {
    /** Shared memory: no node reports it, but wherever there is memory it can be had. */
    static final String SHM = "shm";

    static final String MEMORY = "memory";

    @Id private String id;
    private String name;
    private String description;

    @Column(name = "resource_ref")
    private String reference;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version private @Nullable Long version;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Resource() {}

    private Resource(String id, String name, String description, String reference, Instant now) {
        this.id = id;
        this.name = name;
        this.description = description;
        this.reference = reference;
        this.createdAt = now;
    }

    static Resource system(String id, String name, Instant now) {
        return new Resource(id, name, "", "", now);
    }

    static Resource custom(
            String id, String name, String description, String reference, Instant now) {
        if (reference.isBlank()) {
            throw new IllegalArgumentException("A custom resource stands for another");
        }
        return new Resource(id, name, description, reference, now);
    }

    void describe(String text) {
        description = text;
    }

    void standFor(String newReference) {
        if (isSystem() || newReference.isBlank()) {
            throw new IllegalStateException("A custom resource stands for another, no other does");
        }
        reference = newReference;
    }

    boolean isSystem() {
        return reference.isEmpty();
    }

    /** The name under which pods ask for it. */
    String podName() {
        return isSystem() ? name : reference;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String description() {
        return description;
    }

    String reference() {
        return reference;
    }
}
