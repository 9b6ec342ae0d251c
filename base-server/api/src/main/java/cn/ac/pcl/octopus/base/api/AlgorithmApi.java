package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
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

/** Algorithms: versions of code that jobs find at {@code /code}. */
@HttpExchange("/algorithms")
public interface AlgorithmApi {
    /** Creates an algorithm and its version V1: the caller's own, or an administrator's preset. */
    @PostExchange
    VersionCreated create(@Valid @RequestBody NewAlgorithm algorithm);

    /** The caller's own algorithms in the current workspace. */
    @PostExchange("/mine/search")
    Page<AlgorithmDetail> searchMine(@Valid @RequestBody AlgorithmQuery query);

    /** The preset algorithms, which everybody reads. */
    @PostExchange("/preset/search")
    Page<AlgorithmDetail> searchPreset(@Valid @RequestBody AlgorithmQuery query);

    /**
     * Algorithms with a version shared into the current workspace, at their latest such version.
     */
    @PostExchange("/shared/search")
    Page<AlgorithmDetail> searchShared(@Valid @RequestBody AlgorithmQuery query);

    /** Every user's algorithms, for administrators. */
    @PostExchange("/users/search")
    Page<AlgorithmDetail> searchUsers(@Valid @RequestBody AlgorithmQuery query);

    /** Names of those of the ids that the caller may see. */
    @PostExchange("/batch")
    List<AlgorithmName> batch(@Valid @RequestBody AlgorithmBatch batch);

    /** Removes an algorithm with all versions and shares. */
    @DeleteExchange("/{id}")
    Deleted delete(@PathVariable String id);

    /** Adds a version to the caller's own algorithm, as a copy of an earlier one. */
    @PostExchange("/{id}/versions")
    VersionCreated createVersion(
            @PathVariable String id, @Valid @RequestBody NewAlgorithmVersion version);

    /** Adds an empty version to a preset; its file is uploaded next. */
    @PostExchange("/{id}/preset-versions")
    VersionCreated createPresetVersion(
            @PathVariable String id, @Valid @RequestBody NewPresetVersion version);

    /** Versions of an algorithm, newest first. */
    @PostExchange("/{id}/versions/search")
    Page<AlgorithmVersionView> searchVersions(
            @PathVariable String id, @Valid @RequestBody AlgorithmVersionQuery query);

    /** Versions shared into the current workspace, newest first. */
    @PostExchange("/{id}/shared-versions/search")
    Page<AlgorithmDetail> searchSharedVersions(
            @PathVariable String id, @Valid @RequestBody AlgorithmVersionQuery query);

    /** One version and the workspaces it is shared with. */
    @GetExchange("/{id}/versions/{version}")
    AlgorithmVersionDetail version(@PathVariable String id, @PathVariable VersionNumber version);

    /** Removes a version and its shares; with the last version goes the algorithm. */
    @DeleteExchange("/{id}/versions/{version}")
    Deleted deleteVersion(@PathVariable String id, @PathVariable VersionNumber version);

    /** Shares a version with the current workspace. */
    @PostExchange("/{id}/versions/{version}/share")
    Shared share(@PathVariable String id, @PathVariable VersionNumber version);

    /** Ends the sharing of a version with the current workspace. */
    @PostExchange("/{id}/versions/{version}/closeshare")
    ShareClosed closeShare(@PathVariable String id, @PathVariable VersionNumber version);

    /** Makes a new algorithm of the caller from a version that the caller may read. */
    @PostExchange("/{id}/versions/{version}/copy")
    Copied copy(
            @PathVariable String id,
            @PathVariable VersionNumber version,
            @Valid @RequestBody AlgorithmCopy copy);

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

    /** Begins to pack a version for download; done when {@code latestCompressed} has come up. */
    @PostExchange("/{id}/versions/{version}/downloadcompress")
    Compressing compress(@PathVariable String id, @PathVariable VersionNumber version);

    /** An address to GET the zip from that was packed at {@code compressAt}. */
    @GetExchange("/{id}/versions/{version}/download")
    Download download(
            @PathVariable String id,
            @PathVariable VersionNumber version,
            @RequestParam Instant compressAt,
            @RequestParam String publicUrl);

    /**
     * An algorithm to create.
     *
     * @param isEmpty whether V1 is an empty directory, to be filled in a notebook
     * @param modelName name that models trained with it get
     */
    record NewAlgorithm(
            boolean isEmpty,
            @NotNull @Size(min = 1, max = 128) @SingleLine String algorithmName,
            @NotNull @Size(min = 1, max = 128) @SingleLine String modelName,
            @Size(max = 1024) @Nullable String algorithmDescript) {}

    /**
     * A version to add to one's own algorithm.
     *
     * @param oriVersion version whose content is copied
     */
    record NewAlgorithmVersion(
            @NotNull VersionNumber oriVersion,
            @Size(max = 1024) @Nullable String algorithmDescript) {}

    /** A version to add to a preset. */
    record NewPresetVersion(@Size(max = 1024) @Nullable String algorithmDescript) {}

    /** The algorithm that a copy becomes. */
    record AlgorithmCopy(
            @NotNull @Size(min = 1, max = 128) @SingleLine String newAlgorithmName,
            @NotNull @Size(min = 1, max = 128) @SingleLine String modelName,
            @Size(max = 1024) @Nullable String algorithmDescript) {}

    /**
     * Which algorithms, and which page of them.
     *
     * @param algorithmVersion only those whose shown version is this
     * @param searchKey part of the name or of the description
     */
    record AlgorithmQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(99) int pageSize,
            @Size(max = 20) @Nullable String sortBy,
            @Size(max = 20) @Nullable String orderBy,
            @Size(max = 50) @Nullable String algorithmVersion,
            @Size(max = 512) @Nullable String searchKey,
            @Nullable @WithinCalendar Instant createdAtGte,
            @Nullable @WithinCalendar Instant createdAtLt)
            implements PageQuery {}

    /** Which versions, and which page of them. */
    record AlgorithmVersionQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(99) int pageSize,
            @Nullable AlgorithmStatus fileStatus) {}

    /** Ids to be named. */
    record AlgorithmBatch(@NotNull @Size(max = 1000) List<String> algorithmId) {
        public AlgorithmBatch {
            algorithmId = List.copyOf(algorithmId);
        }
    }

    /** The version that was created. */
    record VersionCreated(String algorithmId, VersionNumber version, Instant createdAt) {}

    /** The algorithm that a copy became. */
    record Copied(String newAlgorithmId, VersionNumber newVersion, Instant createdAt) {}

    /** When it was removed. */
    record Deleted(Instant deletedAt) {}

    /** When it was shared. */
    record Shared(Instant sharedAt) {}

    /** When its sharing ended. */
    record ShareClosed(Instant closeSharedAt) {}

    /** When it was changed. */
    record Updated(Instant updatedAt) {}

    /** When packing began; it names the zip to come. */
    record Compressing(Instant compressAt) {}

    /** Where to GET the zip. */
    record Download(String downloadUrl) {}

    /** Name of an algorithm. */
    record AlgorithmName(String algorithmId, String algorithmName, Instant createdAt) {}

    /**
     * An algorithm at one of its versions.
     *
     * @param spaceName name of the workspace, empty for the default one
     * @param userName name of the owner, empty for a preset
     * @param latestCompressed when the newest zip for download was begun; null when there is none
     * @param path always empty, as on the surfaces of old
     * @param progress how much of the work on the content is done, in percent
     * @param reason why the content failed, empty otherwise
     */
    record AlgorithmDetail(
            String algorithmId,
            VersionNumber algorithmVersion,
            String spaceId,
            String spaceName,
            String userId,
            String userName,
            String algorithmName,
            String modelName,
            AlgorithmStatus fileStatus,
            @Nullable Instant latestCompressed,
            String algorithmDescript,
            String path,
            boolean isPrefab,
            Instant createdAt,
            int progress,
            Sentence reason) {}

    /** A version in a list, and whether it is shared into the current workspace. */
    record AlgorithmVersionView(boolean isShared, AlgorithmDetail algorithmDetail) {}

    /** A version and the workspaces that see it. */
    record AlgorithmVersionDetail(AlgorithmDetail algorithm, List<VersionAccess> versionAccesses) {
        public AlgorithmVersionDetail {
            versionAccesses = List.copyOf(versionAccesses);
        }
    }

    /** A workspace that a version is shared with. */
    record VersionAccess(String algorithmId, VersionNumber version, String spaceId) {}

    /** Life of a version's content. */
    enum AlgorithmStatus implements WireNumber {
        /** No file was confirmed yet. */
        INIT(1),
        /** The content is being unpacked or copied. */
        UPLOADING(2),
        /** Jobs may use it. */
        FINISHED(3),
        /** Unpacking or copying failed. */
        FAILED(4);

        private final int number;

        AlgorithmStatus(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }
}
