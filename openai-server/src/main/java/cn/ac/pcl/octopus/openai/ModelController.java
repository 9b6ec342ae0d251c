package cn.ac.pcl.octopus.openai;

import cn.ac.pcl.octopus.base.api.ModelApi;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.surface.ByRule;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.PublicUrl;
import cn.ac.pcl.octopus.surface.Rules;
import cn.ac.pcl.octopus.surface.Transfer;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Models of users. */
@RestController
@RequestMapping("/v1/modelmanage")
class ModelController {

    private final ModelApi models;

    ModelController(ModelApi models) {
        this.models = models;
    }

    @GetMapping("/premodel")
    Models preset(@Input ModelApi.ModelQuery query) {
        return Models.of(models.searchPreset(query));
    }

    @GetMapping("/mymodel")
    Models mine(@Input ModelApi.ModelQuery query) {
        return Models.of(models.searchMine(query));
    }

    @GetMapping("/commmodel")
    Models shared(@Input ModelApi.ModelQuery query) {
        return Models.of(models.searchShared(query));
    }

    @GetMapping("/model/{modelId}")
    Versions versions(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @Input ModelApi.ModelVersionQuery query) {
        var page = models.searchVersions(modelId, query);
        return new Versions(page.totalSize(), page.items());
    }

    @GetMapping("/commmodel/{modelId}")
    SharedVersions sharedVersions(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @Input ModelApi.ModelVersionQuery query) {
        var page = models.searchSharedVersions(modelId, query);
        return new SharedVersions(page.totalSize(), page.items());
    }

    @PostMapping("/model/{modelId}/version/{version}/share")
    ModelApi.Shared share(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version) {
        return models.share(modelId, version);
    }

    @PostMapping("/model/{modelId}/version/{version}/closeshare")
    ModelApi.ShareClosed closeShare(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version) {
        return models.closeShare(modelId, version);
    }

    @DeleteMapping("/mymodel/{modelId}/version/{version}")
    ModelApi.Deleted deleteVersion(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version) {
        return models.deleteVersion(modelId, version);
    }

    @DeleteMapping("/mymodel/{modelId}")
    ModelApi.Deleted delete(@PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId) {
        return models.delete(modelId);
    }

    @GetMapping("/model/{modelId}/version/{version}/download")
    ModelApi.Download download(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version,
            @Input Transfer.Download download,
            PublicUrl publicUrl) {
        return models.download(modelId, version, publicUrl.text());
    }

    @GetMapping("/model/{modelId}/version/{version}/file")
    Files files(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version,
            @Input FilesQuery query) {
        var prefix = query.prefix() == null ? "" : query.prefix();
        return new Files(models.files(modelId, version, prefix));
    }

    /** One page of models. */
    record Models(long totalSize, List<ModelApi.ModelView> models) {
        static Models of(Page<ModelApi.ModelView> page) {
            return new Models(page.totalSize(), page.items());
        }
    }

    /** One page of versions. */
    record Versions(long totalSize, List<ModelApi.ModelVersionView> modelVersions) {}

    /** One page of versions that are shared into the caller's workspace. */
    record SharedVersions(long totalSize, List<ModelApi.ModelVersion> modelVersions) {}

    /** Which folder to look into. */
    record FilesQuery(@Nullable @Size(max = 4096) String prefix) {}

    /** What is in the folder. */
    record Files(List<ModelApi.ModelFile> modelInfoList) {}
}
