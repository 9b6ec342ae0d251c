package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.FileUpload;
import cn.ac.pcl.octopus.base.api.ModelApi;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.asset.AssetSearch;
import cn.ac.pcl.octopus.base.asset.AssetSearch.Scope;
import cn.ac.pcl.octopus.base.asset.ContentState;
import cn.ac.pcl.octopus.base.storage.SharedVolume.Listed;
import cn.ac.pcl.octopus.identity.Role;
import java.net.URLConnection;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo({Role.USER, Role.ADMINISTRATOR})
class ModelController implements ModelApi {
    private static final Sort NEWEST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

    private final AssetLife<Model, StoredVersion, ModelShare> life;
    private final Models models;
    private final ModelDownloads downloads;
    private final ModelNames names;
    private final CurrentCaller caller;

    ModelController(
            AssetLife<Model, StoredVersion, ModelShare> life,
            Models models,
            ModelDownloads downloads,
            ModelNames names,
            CurrentCaller caller) {
        this.life = life;
        this.models = models;
        this.downloads = downloads;
        this.names = names;
        this.caller = caller;
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public VersionCreated createPreset(NewPresetModel model) {
        return created(models.createPreset(model));
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<ModelView> searchMine(ModelQuery query) {
        return search(Scope.MINE, query);
    }

    @Override
    public Page<ModelView> searchPreset(ModelQuery query) {
        return search(Scope.PRESET, query);
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<ModelView> searchShared(ModelQuery query) {
        return search(Scope.SHARED, query);
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public Page<ModelView> searchUsers(ModelQuery query) {
        return search(Scope.USERS, query);
    }

    private Page<ModelView> search(Scope scope, ModelQuery query) {
        var search = AssetSearch.in(scope, caller.get()).containing(query.searchKey(), true);
        var page =
                life.search(
                        search, PageRequest.of(query.pageIndex() - 1, query.pageSize(), NEWEST));
        var shown = life.shown(search, page.items());
        var known = names.of(page.items());
        return page.map(model -> known.view(model, Objects.requireNonNull(shown.get(model.id()))));
    }

    @Override
    public Deleted delete(String id) {
        return new Deleted(life.delete(id, caller.get()));
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public VersionCreated createPresetVersion(String id, NewPresetVersion version) {
        return created(models.addPresetVersion(id, version.descript(), caller.get()));
    }

    private static VersionCreated created(AssetLife.Pair<Model, StoredVersion> made) {
        return new VersionCreated(
                made.asset().id(), made.version().number(), made.version().createdAt());
    }

    @Override
    public Page<ModelVersionView> searchVersions(String id, ModelVersionQuery query) {
        var found = versions(id, query, false);
        return found.page()
                .map(version ->
                        new ModelVersionView(
                                found.shared().contains(version.number()), view(version)));
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<ModelVersion> searchSharedVersions(String id, ModelVersionQuery query) {
        return versions(id, query, true).page().map(ModelController::view);
    }

    private AssetLife.Versions<Model, StoredVersion> versions(
            String id, ModelVersionQuery query, boolean onlyShared) {
        return life.versions(
                id,
                caller.get(),
                onlyShared,
                null,
                PageRequest.of(query.pageIndex() - 1, query.pageSize()));
    }

    @Override
    public Deleted deleteVersion(String id, VersionNumber version) {
        return new Deleted(life.deleteVersion(id, version, caller.get()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Shared share(String id, VersionNumber version) {
        return new Shared(life.share(id, version, caller.get(), null));
    }

    @Override
    @AllowedTo(Role.USER)
    public ShareClosed closeShare(String id, VersionNumber version) {
        return new ShareClosed(life.closeShare(id, version, caller.get()));
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public FileUpload.Ticket upload(String id, VersionNumber version, FileUpload.Request request) {
        return life.uploads().upload(id, version, caller.get(), request, UnaryOperator.identity());
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public Updated confirmUpload(
            String id, VersionNumber version, FileUpload.Confirmation confirmation) {
        return new Updated(
                life.uploads()
                        .confirm(
                                id,
                                version,
                                caller.get(),
                                confirmation,
                                (_, order) -> order.andPack(ModelDownloads.key(id, version))));
    }

    @Override
    public Download download(String id, VersionNumber version, String publicUrl) {
        return new Download(downloads.address(id, version, caller.get(), publicUrl));
    }

    @Override
    public List<ModelFile> files(String id, VersionNumber version, String prefix) {
        var found = downloads.finished(id, version, caller.get());
        return life.files(found, prefix).stream().map(ModelController::view).toList();
    }

    private static ModelFile view(Listed file) {
        if (file.directory()) {
            return new ModelFile(file.path() + "/", file.lastModified(), 0, "");
        }
        var type = URLConnection.guessContentTypeFromName(file.name());
        return new ModelFile(
                file.path(),
                file.lastModified(),
                file.size(),
                type == null ? "application/octet-stream" : type);
    }

    private static ModelVersion view(StoredVersion version) {
        return new ModelVersion(
                version.assetId(),
                version.number(),
                version.description(),
                status(version.content().state()),
                version.createdAt(),
                version.content().progress(),
                new Sentence(version.content().reason()));
    }

    private static ModelStatus status(ContentState state) {
        return switch (state) {
            case WAITING -> ModelStatus.INIT;
            case WORKING -> ModelStatus.UPLOADING;
            case READY -> ModelStatus.FINISHED;
            case FAILED -> ModelStatus.FAILED;
        };
    }
}
