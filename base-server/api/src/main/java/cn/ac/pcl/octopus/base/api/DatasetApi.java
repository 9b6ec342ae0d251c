package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/** Datasets: versions of data that jobs read at {@code /dataset}. */
@HttpExchange("/datasets")
public interface DatasetApi {
    /** Creates a dataset and its version V1: the caller's own, or a preset of an administrator. */
    @PostExchange
    Created create(@Valid @RequestBody NewDataset dataset);

    /** The caller's own datasets in the current workspace. */
    @PostExchange("/mine/search")
    Page<DatasetView> searchMine(@Valid @RequestBody DatasetQuery query);

    /** The preset datasets, which everybody reads. */
    @PostExchange("/preset/search")
    Page<DatasetView> searchPreset(@Valid @RequestBody DatasetQuery query);

    /** Datasets with a version shared into the current workspace. */
    @PostExchange("/shared/search")
    Page<DatasetView> searchShared(@Valid @RequestBody DatasetQuery query);

    /** Every user's datasets, for administrators. */
    @PostExchange("/users/search")
    Page<DatasetView> searchUsers(@Valid @RequestBody DatasetQuery query);

    /** Removes a dataset with all versions and shares. */
    @DeleteExchange("/{id}")
    Deleted delete(@PathVariable String id);

    /** Adds an empty version. */
    @PostExchange("/{id}/versions")
    VersionCreated createVersion(
            @PathVariable String id, @Valid @RequestBody NewDatasetVersion version);

    /** Versions of a dataset, newest first. */
    @PostExchange("/{id}/versions/search")
    Page<DatasetVersionView> searchVersions(
            @PathVariable String id, @Valid @RequestBody DatasetVersionQuery query);

    /** Removes a version and its shares; with the last version goes the dataset. */
    @DeleteExchange("/{id}/versions/{version}")
    Deleted deleteVersion(@PathVariable String id, @PathVariable VersionNumber version);

    /** Shares a version with the current workspace. */
    @PostExchange("/{id}/versions/{version}/share")
    Shared share(@PathVariable String id, @PathVariable VersionNumber version);

    /** Ends the sharing of a version with the current workspace. */
    @PostExchange("/{id}/versions/{version}/closeshare")
    ShareClosed closeShare(@PathVariable String id, @PathVariable VersionNumber version);

    /** An address to PUT the version's zip to. */
    @PostExchange("/{id}/versions/{version}/upload")
    FileUpload.Ticket upload(
            @PathVariable String id,
            @PathVariable VersionNumber version,
            @Valid @RequestBody FileUpload.Request request);

    /** Says that the zip is there; unpacking begins. */
    @PutExchange("/{id}/versions/{version}/uploadconfirm")
    Updated confirmUpload(
            @PathVariable String id,
            @PathVariable VersionNumber version,
            @Valid @RequestBody FileUpload.Confirmation confirmation);

    /** Files and directories directly under a path of an unpacked version. */
    @GetExchange("/{id}/versions/{version}/files")
    List<FileView> files(
            @PathVariable String id,
            @PathVariable VersionNumber version,
            @RequestParam(defaultValue = "") String path);

    /** A dataset to create. */
    record NewDataset(
            @NotNull @Size(min = 1, max = 30) @SingleLine String name,
            @NotNull @Size(min = 1, max = 30) String type,
            @Size(max = 300) @Nullable String desc) {}

    /** A version to add. */
    record NewDatasetVersion(@Size(max = 300) @Nullable String desc) {}

    /**
     * Which datasets, and which page of them.
     *
     * @param sortBy a field of {@link DatasetView}; the newest come first when empty
     * @param orderBy {@code asc} or {@code desc}
     * @param searchKey part of the name
     * @param userId owner, heard in {@link #searchUsers} only
     * @param spaceId workspace, heard in {@link #searchUsers} only
     */
    record DatasetQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(99) int pageSize,
            @Nullable String sortBy,
            @Pattern(regexp = "|asc|desc") @Nullable String orderBy,
            @Nullable @WithinCalendar Instant createdAtGte,
            @Nullable @WithinCalendar Instant createdAtLt,
            @Nullable String searchKey,
            @Nullable String userId,
            @Nullable String spaceId)
            implements PageQuery {}

    /**
     * Which versions, and which page of them.
     *
     * @param shared only those shared into the current workspace
     * @param status only those in this state
     */
    record DatasetVersionQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(99) int pageSize,
            boolean shared,
            @Nullable DatasetStatus status) {}

    /** The dataset that was created. */
    record Created(String id, VersionNumber version) {}

    /** The version that was added. */
    record VersionCreated(String datasetId, VersionNumber version) {}

    /** When it was removed. */
    record Deleted(Instant deletedAt) {}

    /** When it was shared. */
    record Shared(Instant sharedAt) {}

    /** When its sharing ended. */
    record ShareClosed(Instant closedAt) {}

    /** When it was changed. */
    record Updated(Instant updatedAt) {}

    /**
     * A dataset in a list.
     *
     * @param latestVersion highest version that the reader may use; null when there is none
     * @param spaceName name of the workspace, empty for the default one
     * @param userName name of the owner, empty for a preset
     */
    record DatasetView(
            Instant createdAt,
            Instant updatedAt,
            String id,
            String spaceId,
            String userId,
            DatasetSource sourceType,
            String name,
            String type,
            String desc,
            @Nullable VersionNumber latestVersion,
            String spaceName,
            String userName) {}

    /**
     * A version in a list.
     *
     * @param path place on the shared volume; for administrators only, as it names the owner
     * @param shared whether it is shared into the current workspace
     * @param progress how much of the unpacking is done, in percent
     * @param reason why unpacking failed, empty otherwise
     */
    record DatasetVersionView(
            Instant createdAt,
            Instant updatedAt,
            String datasetId,
            VersionNumber version,
            String desc,
            String path,
            boolean shared,
            DatasetStatus status,
            int progress,
            Sentence reason) {}

    /**
     * A file or directory of a version.
     *
     * @param type {@code file} or {@code directory}
     * @param path place relative to the version
     */
    record FileView(String name, FileType type, String path) {}

    /** What an entry of a file list is. */
    enum FileType implements WireText {
        /** A file. */
        FILE,
        /** A directory. */
        DIRECTORY
    }

    /** Whose a dataset is. */
    enum DatasetSource implements WireNumber {
        /** Made by administrators for everybody. */
        PRESET(1),
        /** Made by a user. */
        USER(2);

        private final int number;

        DatasetSource(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** Life of a version's content. */
    enum DatasetStatus implements WireNumber {
        /** No file was confirmed yet. */
        INIT(1),
        /** The zip is being unpacked. */
        UNZIPPING(2),
        /** Jobs may use it. */
        UNZIPPED(3),
        /** Unpacking failed; another file may be uploaded. */
        UNZIP_FAILED(4);

        private final int number;

        DatasetStatus(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }
}
