package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/** Groups of people who share assets, a resource pool and an account. */
@HttpExchange("/workspaces")
public interface WorkspaceApi {
    /** Everybody's workspace: it has no members list, uses the default pool and bills its users. */
    String DEFAULT = "default-workspace";

    /**
     * The workspaces of a user. A user asks for itself and also gets the default workspace, at the
     * end; an administrator asks for anybody and gets what was assigned.
     */
    @GetExchange("/memberships/{userId}")
    List<WorkspaceView> memberships(@PathVariable String userId);

    /** Answers nothing if the calling user may make the workspace its current one. */
    @PostExchange("/{workspaceId}/enter")
    void enter(@PathVariable String workspaceId);

    /** Administrators only, as everything below. */
    @PostExchange("/search")
    Page<WorkspaceView> search(@Valid @RequestBody WorkspaceQuery query);

    @GetExchange("/{workspaceId}")
    WorkspaceDetail get(@PathVariable String workspaceId);

    @PostExchange
    Reference create(@Valid @RequestBody NewWorkspace workspace);

    @PutExchange("/{workspaceId}")
    Updated update(@PathVariable String workspaceId, @Valid @RequestBody WorkspaceChange change);

    @DeleteExchange("/{workspaceId}")
    Deleted delete(@PathVariable String workspaceId);

    /** The default workspace has no times. */
    record WorkspaceView(
            String id,
            @Nullable Instant createdAt,
            @Nullable Instant updatedAt,
            String name,
            String resourcePoolId) {}

    record Member(String id, String fullName, String email) {}

    record WorkspaceDetail(WorkspaceView workspace, List<Member> users) {}

    /**
     * A search.
     *
     * @param name beginning of the name
     */
    record WorkspaceQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(Paging.MOST_WIDE) int pageSize,
            @Nullable @Size(max = Paging.SORT_KEY) String sortBy,
            @Nullable @Size(max = Paging.SORT_KEY) String orderBy,
            @Nullable @Size(max = 30) String name,
            @Nullable @Size(max = 50) String searchKey)
            implements PageQuery {}

    /**
     * A workspace to make.
     *
     * @param userIds its members; unknown ones are passed over
     */
    record NewWorkspace(
            @NotBlank @Size(max = 30) @SingleLine String name,
            @NotBlank @Size(max = 36) String resourcePoolId,
            @Nullable List<@NotNull @Size(min = 1, max = 36) String> userIds) {}

    /**
     * What is empty or missing stays as it is, but for the members.
     *
     * @param userIds all members from now on; missing means none
     */
    record WorkspaceChange(
            @Nullable @Size(max = 30) @SingleLine String name,
            @Nullable @Size(max = 36) String resourcePoolId,
            @Nullable List<@NotNull @Size(min = 1, max = 36) String> userIds) {}

    record Updated(Instant updatedAt) {}

    record Deleted(Instant deletedAt) {}
}
