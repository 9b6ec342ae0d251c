package cn.ac.pcl.octopus.base.dataset;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.DatasetApi;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.FileUpload;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.asset.AssetSearch;
import cn.ac.pcl.octopus.base.asset.AssetSearch.Scope;
import cn.ac.pcl.octopus.base.asset.ContentState;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import cn.ac.pcl.octopus.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.PageRequest;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo({Role.USER, Role.ADMINISTRATOR})
class DatasetController implements DatasetApi {
    private static final Sorting SORTING =
            Sorting.by(
                    Map.of(
                            "createdAt", "createdAt",
                            "updatedAt", "updatedAt",
                            "name", "name",
                            "type", "type",
                            "desc", "description",
                            "latestVersion", "latestVersion"),
                    "id");

    private final AssetLife<Dataset, DatasetVersion, DatasetShare> life;
    private final Users users;
    private final Workspaces workspaces;
    private final CurrentCaller caller;

    DatasetController(
            AssetLife<Dataset, DatasetVersion, DatasetShare> life,
            Users users,
            Workspaces workspaces,
            CurrentCaller caller) {
        this.life = life;
        this.users = users;
        this.workspaces = workspaces;
        this.caller = caller;
    }

    @Override
    public Created create(NewDataset dataset) {
        var holder = Holder.of(caller.get());
        var made =
                life.create(
                        (id, now) ->
                                new Dataset(
                                        id,
                                        holder,
                                        dataset.name(),
                                        dataset.type(),
                                        dataset.desc(),
                                        now),
                        (_, key, now) -> new DatasetVersion(key, dataset.desc(), now));
        return new Created(made.asset().id(), made.version().number());
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<DatasetView> searchMine(DatasetQuery query) {
        return search(AssetSearch.in(Scope.MINE, caller.get()), query);
    }

    @Override
    public Page<DatasetView> searchPreset(DatasetQuery query) {
        return search(AssetSearch.in(Scope.PRESET, caller.get()), query);
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<DatasetView> searchShared(DatasetQuery query) {
        return search(AssetSearch.in(Scope.SHARED, caller.get()), query);
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public Page<DatasetView> searchUsers(DatasetQuery query) {
        return search(
                AssetSearch.in(Scope.USERS, caller.get()).of(query.userId(), query.spaceId()),
                query);
    }

    private Page<DatasetView> search(AssetSearch scope, DatasetQuery query) {
        var search =
                scope.containing(query.searchKey(), false)
                        .created(query.createdAtGte(), query.createdAtLt());
        var page = life.search(search, SORTING.page(query));
        var shown = life.shown(search, page.items());
        var userNames = users.names(page.items().stream().map(Dataset::userId).toList());
        var spaceNames = workspaces.names(page.items().stream().map(Dataset::spaceId).toList());
        return page.map(dataset ->
                new DatasetView(
                        dataset.createdAt(),
                        dataset.updatedAt(),
                        dataset.id(),
                        dataset.spaceId(),
                        dataset.userId(),
                        dataset.preset() ? DatasetSource.PRESET : DatasetSource.USER,
                        dataset.name(),
                        dataset.type(),
                        dataset.description(),
                        shown.get(dataset.id()),
                        spaceNames.getOrDefault(dataset.spaceId(), ""),
                        userNames.getOrDefault(dataset.userId(), "")));
    }

    @Override
    public Deleted delete(String id) {
        return new Deleted(life.delete(id, caller.get()));
    }

    @Override
    public VersionCreated createVersion(String id, NewDatasetVersion version) {
        var made =
                life.addVersion(
                        id,
                        caller.get(),
                        UnaryOperator.identity(),
                        (_, key, now) -> new DatasetVersion(key, version.desc(), now));
        return new VersionCreated(id, made.version().number());
    }

    @Override
    public Page<DatasetVersionView> searchVersions(String id, DatasetVersionQuery query) {
        boolean isAdministrator = caller.get().role() == Role.ADMINISTRATOR;
        var found =
                life.versions(
                        id,
                        caller.get(),
                        query.shared(),
                        state(query.status()),
                        PageRequest.of(query.pageIndex() - 1, query.pageSize()));
        return found.page()
                .map(version ->
                        new DatasetVersionView(
                                version.createdAt(),
                                version.updatedAt(),
                                id,
                                version.number(),
                                version.description(),
                                isAdministrator
                                        ? life.subPath(found.asset(), version.number())
                                        : "",
                                found.shared().contains(version.number()),
                                status(version.content().state()),
                                version.content().progress(),
                                new Sentence(version.content().reason())));
    }

    @Override
    public Deleted deleteVersion(String id, VersionNumber version) {
        return new Deleted(life.deleteVersion(id, version, caller.get()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Shared share(String id, VersionNumber version) {
        return new Shared(life.share(id, version, caller.get(), ErrorCode.DATASET_ALREADY_SHARED));
    }

    @Override
    @AllowedTo(Role.USER)
    public ShareClosed closeShare(String id, VersionNumber version) {
        return new ShareClosed(life.closeShare(id, version, caller.get()));
    }

    @Override
    public FileUpload.Ticket upload(String id, VersionNumber version, FileUpload.Request request) {
        return life.uploads().upload(id, version, caller.get(), request, UnaryOperator.identity());
    }

    @Override
    public Updated confirmUpload(
            String id, VersionNumber version, FileUpload.Confirmation confirmation) {
        return new Updated(
                life.uploads()
                        .confirm(id, version, caller.get(), confirmation, (_, order) -> order));
    }

    @Override
    public List<FileView> files(String id, VersionNumber version, String path) {
        return life.files(life.readable(id, version, caller.get()), path).stream()
                .map(file ->
                        new FileView(
                                file.name(),
                                file.directory() ? FileType.DIRECTORY : FileType.FILE,
                                file.path()))
                .toList();
    }

    private static DatasetStatus status(ContentState state) {
        return switch (state) {
            case WAITING -> DatasetStatus.INIT;
            case WORKING -> DatasetStatus.UNZIPPING;
            case READY -> DatasetStatus.UNZIPPED;
            case FAILED -> DatasetStatus.UNZIP_FAILED;
        };
    }

    private static @Nullable ContentState state(@Nullable DatasetStatus status) {
        return switch (status) {
            case INIT -> ContentState.WAITING;
            case UNZIPPING -> ContentState.WORKING;
            case UNZIPPED -> ContentState.READY;
            case UNZIP_FAILED -> ContentState.FAILED;
            case null -> null;
        };
    }
}
