package cn.ac.pcl.octopus.base.workspace;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.WorkspaceApi;
import cn.ac.pcl.octopus.base.api.WorkspaceApi.NewWorkspace;
import cn.ac.pcl.octopus.base.api.WorkspaceApi.WorkspaceChange;
import cn.ac.pcl.octopus.base.api.WorkspaceApi.WorkspaceQuery;
import cn.ac.pcl.octopus.base.database.Filter;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.base.resource.PoolOfWorkspace;
import cn.ac.pcl.octopus.base.resource.PoolUse;
import cn.ac.pcl.octopus.base.resource.Pools;
import cn.ac.pcl.octopus.base.user.Users;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Page;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Which workspaces there are, who is in them, and where their jobs queue. */
@Service
public class Workspaces implements PoolOfWorkspace, PoolUse {
    private static final Sorting SORTING =
            Sorting.by(
                    Map.of("createdAt", "createdAt", "updatedAt", "updatedAt", "name", "name"),
                    "id");

    private final WorkspaceRepository workspaces;
    private final WorkspaceIds ids;
    private final Users users;
    private final Pools pools;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Workspaces(
            WorkspaceRepository workspaces,
            WorkspaceIds ids,
            Users users,
            Pools pools,
            ApplicationEventPublisher events,
            Clock clock) {
        this.workspaces = workspaces;
        this.ids = ids;
        this.users = users;
        this.pools = pools;
        this.events = events;
        this.clock = clock;
    }

    /** Whether it is the workspace of everybody; a caller without a workspace is in it too. */
    public static boolean isDefault(String workspaceId) {
        return workspaceId.isEmpty() || workspaceId.equals(WorkspaceApi.DEFAULT);
    }

    /**
     * Name of the queue, which is that of the pool, in which the jobs of a workspace wait.
     *
     * @throws Refusal {@code workspace.not-found}
     */
    @Transactional(readOnly = true)
    public String queueOf(String workspaceId) {
        return isDefault(workspaceId)
                ? pools.defaultPool()
                : workspaces
                        .poolOf(workspaceId)
                        .orElseThrow(() -> Refusal.of(ErrorCode.WORKSPACE_NOT_FOUND));
    }

    @Override
    public String poolOf(String workspaceId) {
        return queueOf(workspaceId);
    }

    /**
     * Passes a member.
     *
     * @throws Refusal {@code workspace.not-found} or {@code workspace.not-member}
     */
    @Transactional(readOnly = true)
    public void requireMember(String workspaceId, String userId) {
        if (isDefault(workspaceId) || workspaces.hasMember(workspaceId, userId)) {
            return;
        }
        throw Refusal.of(
                workspaces.poolOf(workspaceId).isPresent()
                        ? ErrorCode.WORKSPACE_NOT_MEMBER
                        : ErrorCode.WORKSPACE_NOT_FOUND);
    }

    /** Names by id, of deleted ones too; the default workspace has none. */
    @Transactional(readOnly = true)
    public Map<String, String> names(Collection<String> workspaceIds) {
        var asked = workspaceIds.stream().filter(id -> !isDefault(id)).collect(Collectors.toSet());
        return asked.isEmpty()
                ? Map.of()
                : workspaces.findEver(asked).stream()
                        .collect(Collectors.toMap(Workspace::id, Workspace::name));
    }

    /** A pool that a workspace has stays. */
    @Override
    @Transactional(readOnly = true)
    public Optional<String> usesPool(String poolId) {
        return workspaces.existsByResourcePoolIdAndDeletedAt(poolId, 0)
                ? Optional.of("A workspace has this resource pool")
                : Optional.empty();
    }

    @Transactional(readOnly = true)
    List<Workspace> ofMember(String userId) {
        return workspaces.ofMember(userId);
    }

    @Transactional(readOnly = true)
    Page<Workspace> search(WorkspaceQuery query) {
        return workspaces.search(
                Filter.startingWith(query.name()),
                Filter.containing(query.searchKey()),
                SORTING.page(query));
    }

    @Transactional(readOnly = true)
    Workspace get(String id) {
        return workspaces
                .findLivingWithMembers(id)
                .orElseThrow(() -> Refusal.of(ErrorCode.WORKSPACE_NOT_FOUND));
    }

    /** The workspace and its account, or neither; the pool has been found to exist. */
    @Transactional
    Workspace create(NewWorkspace wanted) {
        var workspace =
                store(
                        new Workspace(
                                ids.next(),
                                wanted.name(),
                                wanted.resourcePoolId(),
                                existing(wanted.userIds()),
                                clock.instant()));
        events.publishEvent(new WorkspaceCreated(workspace.id()));
        return workspace;
    }

    /** The pool, if there is one, has been found to exist. */
    @Transactional
    Instant update(String id, WorkspaceChange change) {
        var workspace = get(id);
        var name = Filter.exactly(change.name());
        if (name != null) {
            workspace.rename(name);
        }
        var pool = Filter.exactly(change.resourcePoolId());
        if (pool != null) {
            workspace.moveTo(pool);
        }
        workspace.admit(existing(change.userIds()));
        workspace.touch(clock.instant());
        return store(workspace).updatedAt();
    }

    @Transactional
    Instant delete(String id) {
        var workspace = get(id);
        workspace.delete(clock.instant());
        return workspace.updatedAt();
    }

    private Set<String> existing(@Nullable List<String> userIds) {
        return users.people(Objects.requireNonNullElse(userIds, List.of())).keySet();
    }

    /** The unique key on the pool decides, so that two requests at once cannot both win. */
    private Workspace store(Workspace workspace) {
        try {
            return workspaces.saveAndFlush(workspace);
        } catch (DataIntegrityViolationException e) {
            throw new Refusal(
                    ErrorCode.WORKSPACE_POOL_TAKEN, ErrorCode.WORKSPACE_POOL_TAKEN.title(), e);
        }
    }
}
