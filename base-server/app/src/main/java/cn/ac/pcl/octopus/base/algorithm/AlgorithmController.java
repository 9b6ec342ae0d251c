package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.AlgorithmApi;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.FileUpload;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.asset.AssetSearch;
import cn.ac.pcl.octopus.base.asset.AssetSearch.Scope;
import cn.ac.pcl.octopus.base.asset.ContentState;
import cn.ac.pcl.octopus.base.database.Filter;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.PageRequest;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo({Role.USER, Role.ADMINISTRATOR})
class AlgorithmController implements AlgorithmApi {
    private static final Sorting SORTING =
            Sorting.by(
                    Map.of(
                            "createdAt", "createdAt",
                            "updatedAt", "updatedAt",
                            "algorithmName", "name",
                            "modelName", "modelName"),
                    "id");

    private final AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> life;
    private final Algorithms algorithms;
    private final AlgorithmDownloads downloads;
    private final AlgorithmNames names;
    private final CurrentCaller caller;

    AlgorithmController(
            AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> life,
            Algorithms algorithms,
            AlgorithmDownloads downloads,
            AlgorithmNames names,
            CurrentCaller caller) {
        this.life = life;
        this.algorithms = algorithms;
        this.downloads = downloads;
        this.names = names;
        this.caller = caller;
    }

    @Override
    public VersionCreated create(NewAlgorithm algorithm) {
        return created(algorithms.create(algorithm, caller.get()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<AlgorithmDetail> searchMine(AlgorithmQuery query) {
        return search(Scope.MINE, query);
    }

    @Override
    public Page<AlgorithmDetail> searchPreset(AlgorithmQuery query) {
        return search(Scope.PRESET, query);
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<AlgorithmDetail> searchShared(AlgorithmQuery query) {
        return search(Scope.SHARED, query);
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public Page<AlgorithmDetail> searchUsers(AlgorithmQuery query) {
        return search(Scope.USERS, query);
    }

    private Page<AlgorithmDetail> search(Scope scope, AlgorithmQuery query) {
        var search =
                AssetSearch.in(scope, caller.get())
                        .containing(query.searchKey(), true)
                        .created(query.createdAtGte(), query.createdAtLt())
                        .at(version(query.algorithmVersion()));
        var page = life.search(search, SORTING.page(query));
        var versions = life.versions(life.shown(search, page.items()));
        var known = names.of(page.items());
        return page.map(algorithm -> {
            var version = versions.get(algorithm.id());
            if (version == null) {
                throw new IllegalStateException(algorithm.id() + " has no version");
            }
            return known.detail(algorithm, version);
        });
    }

    private static @Nullable VersionNumber version(@Nullable String text) {
        var given = Filter.exactly(text);
        return given == null
                ? null
                : VersionNumber.parse(given)
                        .orElseThrow(() -> Refusal.of(ErrorCode.INVALID_VERSION));
    }

    @Override
    public List<AlgorithmName> batch(AlgorithmBatch batch) {
        return life.visible(batch.algorithmId(), caller.get()).stream()
                .map(found -> new AlgorithmName(found.id(), found.name(), found.createdAt()))
                .toList();
    }

    @Override
    public Deleted delete(String id) {
        return new Deleted(life.delete(id, caller.get()));
    }

    @Override
    @AllowedTo(Role.USER)
    public VersionCreated createVersion(String id, NewAlgorithmVersion version) {
        return created(algorithms.addVersion(id, version, caller.get()));
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public VersionCreated createPresetVersion(String id, NewPresetVersion version) {
        return created(algorithms.addPresetVersion(id, version.algorithmDescript(), caller.get()));
    }

    private static VersionCreated created(AssetLife.Pair<Algorithm, AlgorithmVersion> made) {
        return new VersionCreated(
                made.asset().id(), made.version().number(), made.version().createdAt());
    }

    @Override
    public Page<AlgorithmVersionView> searchVersions(String id, AlgorithmVersionQuery query) {
        var found = versions(id, query, false);
        var known = names.of(List.of(found.asset()));
        return found.page()
                .map(version ->
                        new AlgorithmVersionView(
                                found.shared().contains(version.number()),
                                known.detail(found.asset(), version)));
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<AlgorithmDetail> searchSharedVersions(String id, AlgorithmVersionQuery query) {
        var found = versions(id, query, true);
        var known = names.of(List.of(found.asset()));
        return found.page().map(version -> known.detail(found.asset(), version));
    }

    private AssetLife.Versions<Algorithm, AlgorithmVersion> versions(
            String id, AlgorithmVersionQuery query, boolean onlyShared) {
        return life.versions(
                id,
                caller.get(),
                onlyShared,
                state(query.fileStatus()),
                PageRequest.of(query.pageIndex() - 1, query.pageSize()));
    }

    @Override
    public AlgorithmVersionDetail version(String id, VersionNumber version) {
        var found = life.readable(id, version, caller.get());
        var spaces = life.spacesOf(found.version().key());
        return new AlgorithmVersionDetail(
                names.of(List.of(found.asset())).detail(found.asset(), found.version()),
                spaces.stream().map(space -> new VersionAccess(id, version, space)).toList());
    }

    @Override
    public Deleted deleteVersion(String id, VersionNumber version) {
        return new Deleted(life.deleteVersion(id, version, caller.get()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Shared share(String id, VersionNumber version) {
        return new Shared(
                life.share(id, version, caller.get(), ErrorCode.ALGORITHM_ALREADY_SHARED));
    }

    @Override
    @AllowedTo(Role.USER)
    public ShareClosed closeShare(String id, VersionNumber version) {
        return new ShareClosed(life.closeShare(id, version, caller.get()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Copied copy(String id, VersionNumber version, AlgorithmCopy copy) {
        var made = algorithms.copy(id, version, copy, caller.get());
        return new Copied(made.asset().id(), made.version().number(), made.version().createdAt());
    }

    @Override
    public FileUpload.Ticket upload(String id, VersionNumber version, FileUpload.Request request) {
        var asking = caller.get();
        return life.uploads()
                .upload(
                        id,
                        version,
                        asking,
                        request,
                        found -> Algorithms.requireUploadable(found, asking));
    }

    @Override
    public Updated confirmUpload(
            String id, VersionNumber version, FileUpload.Confirmation confirmation) {
        return new Updated(
                life.uploads()
                        .confirm(id, version, caller.get(), confirmation, (_, order) -> order));
    }

    @Override
    public Compressing compress(String id, VersionNumber version) {
        return new Compressing(downloads.begin(id, version, caller.get()));
    }

    @Override
    public Download download(
            String id, VersionNumber version, Instant compressAt, String publicUrl) {
        return new Download(downloads.address(id, version, caller.get(), compressAt, publicUrl));
    }

    private static @Nullable ContentState state(@Nullable AlgorithmStatus status) {
        return switch (status) {
            case INIT -> ContentState.WAITING;
            case UPLOADING -> ContentState.WORKING;
            case FINISHED -> ContentState.READY;
            case FAILED -> ContentState.FAILED;
            case null -> null;
        };
    }
}
