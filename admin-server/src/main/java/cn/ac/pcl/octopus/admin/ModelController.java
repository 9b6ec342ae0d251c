package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.FileUpload;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Preset models, and a view of those of users. */
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

    @GetMapping("/usermodel")
    Models users(@Input ModelApi.ModelQuery query) {
        return Models.of(models.searchUsers(query));
    }

    @GetMapping("/model/{modelId}")
    Versions versions(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @Input ModelApi.ModelVersionQuery query) {
        var page =
                models.searchVersions(modelId, query).map(ModelApi.ModelVersionView::versionDetail);
        return new Versions(page.totalSize(), page.items());
    }

    @PostMapping("/premodel")
    ModelApi.VersionCreated create(@Input ModelApi.NewPresetModel model) {
        return models.createPreset(model);
    }

    @PostMapping("/premodel/{modelId}")
    ModelApi.VersionCreated createVersion(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @Input ModelApi.NewPresetVersion version) {
        return models.createPresetVersion(modelId, version);
    }

    @PostMapping("/premodel/{modelId}/version/{version}/upload")
    FileUpload.Ticket upload(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version,
            @Input Transfer.ZipUpload upload,
            PublicUrl publicUrl) {
        return models.upload(
                modelId, version, new FileUpload.Request(upload.fileName(), publicUrl.text()));
    }

    @PutMapping("/premodel/{modelId}/version/{version}/uploadconfirm")
    ModelApi.Updated confirmUpload(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version,
            @Input FileUpload.Confirmation confirmation) {
        return models.confirmUpload(modelId, version, confirmation);
    }

    @DeleteMapping("/premodel/{modelId}/version/{version}")
    ModelApi.Deleted deleteVersion(
            @PathVariable @Pattern(regexp = Rules.MODEL_ID) String modelId,
            @PathVariable @ByRule VersionNumber version) {
        return models.deleteVersion(modelId, version);
    }

    @DeleteMapping("/premodel/{modelId}")
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
    record Versions(long totalSize, List<ModelApi.ModelVersion> modelVersions) {}

    /** Which folder to look into. */
    record FilesQuery(@Nullable @Size(max = 4096) String prefix) {}

    /** What is in the folder. */
    record Files(List<ModelApi.ModelFile> modelInfoList) {}
}
