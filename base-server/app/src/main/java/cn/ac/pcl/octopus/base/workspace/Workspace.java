package cn.ac.pcl.octopus.base.workspace;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A living workspace has members and one pool; a deleted one keeps its row, for names and bills.
 */
@Entity
@Table(name = "workspaces")
class Workspace {
    @Id private String id;
    private String name;

    @Column(name = "resource_pool_id")
    private String resourcePoolId;

    @ElementCollection
    @CollectionTable(name = "workspace_members", joinColumns = @JoinColumn(name = "workspace_id"))
    @Column(name = "user_id")
    private Set<String> memberIds = new HashSet<>();

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "deleted_at")
    private long deletedAt;

    @Version private @Nullable Long version;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Workspace() {}

    Workspace(
            String id,
            String name,
            String resourcePoolId,
            Collection<String> memberIds,
            Instant now) {
        this.id = id;
        this.name = name;
        this.resourcePoolId = resourcePoolId;
        this.memberIds.addAll(memberIds);
        this.createdAt = now;
        this.updatedAt = now;
    }

    void rename(String newName) {
        name = newName;
    }

    void moveTo(String poolId) {
        resourcePoolId = poolId;
    }

    /** From now on these and no others. */
    void admit(Collection<String> userIds) {
        memberIds.retainAll(Set.copyOf(userIds));
        memberIds.addAll(userIds);
    }

    void touch(Instant now) {
        updatedAt = now;
    }

    void delete(Instant now) {
        if (deletedAt != 0) {
            throw new IllegalStateException("The workspace is deleted already");
        }
        memberIds.clear();
        updatedAt = now;
        deletedAt = now.toEpochMilli();
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String resourcePoolId() {
        return resourcePoolId;
    }

    Set<String> memberIds() {
        return Set.copyOf(memberIds);
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
