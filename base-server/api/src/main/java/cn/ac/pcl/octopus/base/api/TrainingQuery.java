package cn.ac.pcl.octopus.base.api;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which training jobs to list. A user sees its own of its current workspace, an administrator all.
 *
 * @param sortBy a field of {@link TrainJob}; the time of creation when empty
 * @param orderBy {@code asc} or {@code desc}; {@code desc} when empty
 * @param createdAtGte not created before
 * @param createdAtLt created before
 * @param searchKey part of the name
 * @param userId only this user's; for administrators
 * @param workspaceId only this workspace's; for administrators
 */
public record TrainingQuery(
        @Min(1) int pageIndex,
        @Min(1) @Max(Paging.MOST) int pageSize,
        @Nullable @Size(max = Paging.SORT_KEY) String sortBy,
        @Nullable @Pattern(regexp = Paging.ORDER) String orderBy,
        @Nullable @WithinCalendar Instant createdAtGte,
        @Nullable @WithinCalendar Instant createdAtLt,
        @Nullable TrainingStatus status,
        @Nullable @Size(max = 512) String searchKey,
        @Nullable @Size(max = 36) String userId,
        @Nullable @Size(max = 36) String workspaceId)
        implements PageQuery {}
