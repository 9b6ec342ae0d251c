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

/** Models: what training jobs leave behind, and presets that administrators upload. */
@HttpExchange("/models")
public interface ModelApi {
    /** Creates a preset model of an algorithm version, for administrators. */
    @PostExchange
    VersionCreated createPreset(@Valid @RequestBody NewPresetModel model);

    /** The caller's own models in the current workspace. */
    @PostExchange("/mine/search")
    Page<ModelView> searchMine(@Valid @RequestBody ModelQuery query);

    /** The preset models, which everybody reads. */
    @PostExchange("/preset/search")
    Page<ModelView> searchPreset(@Valid @RequestBody ModelQuery query);

    /** Models with a version shared into the current workspace, at their latest such version. */
    @PostExchange("/shared/search")
    Page<ModelView> searchShared(@Valid @RequestBody ModelQuery query);

    /** Every user's models, for administrators. */
    @PostExchange("/users/search")
    Page<ModelView> searchUsers(@Valid @RequestBody ModelQuery query);

    /** Removes a model with all versions and shares. */
    @DeleteExchange("/{id}")
    Deleted delete(@PathVariable String id);

    /** Adds an empty version to a preset; its file is uploaded next. */
    @PostExchange("/{id}/preset-versions")
    VersionCreated createPresetVersion(
            @PathVariable String id, @Valid @RequestBody NewPresetVersion version);

    /** Versions of a model, newest first. */
    @PostExchange("/{id}/versions/search")
    Page<ModelVersionView> searchVersions(
            @PathVariable String id, @Valid @RequestBody ModelVersionQuery query);

    /** Versions shared into the current workspace, newest first. */
    @PostExchange("/{id}/shared-versions/search")
    Page<ModelVersion> searchSharedVersions(
            @PathVariable String id, @Valid @RequestBody ModelVersionQuery query);

    /** Removes a version and its shares; with the last version goes the model. */
    @DeleteExchange("/{id}/versions/{version}")
    Deleted deleteVersion(@PathVariable String id, @PathVariable VersionNumber version);

    /** Shares a version with the current workspace. */
    @PostExchange("/{id}/versions/{version}/share")
    Shared share(@PathVariable String id, @PathVariable VersionNumber version);

    /** Ends the sharing of a version with the current workspace. */
    @PostExchange("/{id}/versions/{version}/closeshare")
    ShareClosed closeShare(@PathVariable String id, @PathVariable VersionNumber version);

    /** An address to PUT a preset version's zip to. */
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

    /** An address to GET the version's zip from. */
    @GetExchange("/{id}/versions/{version}/download")
    Download download(
            @PathVariable String id,
            @PathVariable VersionNumber version,
            @RequestParam String publicUrl);

    /** Files and directories directly under a prefix of a finished version. */
    @GetExchange("/{id}/versions/{version}/files")
    List<ModelFile> files(
            @PathVariable String id,
            @PathVariable VersionNumber version,
            @RequestParam(defaultValue = "") String prefix);

    /** A preset model to create. */
    record NewPresetModel(
            @Size(max = 128) @Nullable String modelDescript,
            @NotNull @Size(min = 1, max = 32) @Pattern(regexp = "[A-Za-z0-9]+") String algorithmId,
            @NotNull VersionNumber algorithmVersion) {}

    /** A version to add to a preset. */
    record NewPresetVersion(@Size(max = 128) @Nullable String descript) {}

    /**
     * Which models, and which page of them, newest first.
     *
     * @param searchKey part of the name or of the description
     */
    record ModelQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(99) int pageSize,
            @Size(max = 512) @Nullable String searchKey) {}

    /** Which page of the versions. */
    record ModelVersionQuery(@Min(1) int pageIndex, @Min(1) @Max(99) int pageSize) {}

    /** The version that was created. */
    record VersionCreated(String modelId, VersionNumber version, Instant createdAt) {}

    /** When it was removed. */
    record Deleted(Instant deletedAt) {}

    /** When it was shared. */
    record Shared(Instant sharedAt) {}

    /** When its sharing ended. */
    record ShareClosed(Instant closeSharedAt) {}

    /** When it was changed. */
    record Updated(Instant updatedAt) {}

    /** Where to GET the zip. */
    record Download(String downloadUrl) {}

    /**
     * A model in a list.
     *
     * @param spaceName name of the workspace, empty for the default one
     * @param userName name of the owner, empty for a preset
     * @param latestVersion highest version that the reader may use
     */
    record ModelView(
            String modelId,
            String spaceName,
            String spaceId,
            String userName,
            String algorithmName,
            VersionNumber algorithmVersion,
            String modelName,
            String modelDescript,
            VersionNumber latestVersion,
            Instant createdAt) {}

    /**
     * A version of a model.
     *
     * @param progress how much of the work on the content is done, in percent
     * @param reason why the content failed, empty otherwise
     */
    record ModelVersion(
            String modelId,
            VersionNumber version,
            String descript,
            ModelStatus fileStatus,
            Instant createdAt,
            int progress,
            Sentence reason) {}

    /** A version in a list, and whether it is shared into the current workspace. */
    record ModelVersionView(boolean isShared, ModelVersion versionDetail) {}

    /**
     * A file or directory of a version.
     *
     * @param name place relative to the version; a directory's ends in a slash
     * @param size bytes, 0 for a directory
     * @param contentType media type, empty for a directory
     */
    record ModelFile(String name, Instant lastModified, long size, String contentType) {}

    /** Life of a version's content. */
    enum ModelStatus implements WireNumber {
        /** No file was confirmed yet. */
        INIT(0),
        /** The content is being copied or unpacked. */
        UPLOADING(1),
        /** It may be read and downloaded. */
        FINISHED(2),
        /** Copying or unpacking failed. */
        FAILED(3);

        private final int number;

        ModelStatus(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }
}
