package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.DatasetApi;
import cn.ac.pcl.octopus.base.api.FileUpload;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.PublicUrl;
import cn.ac.pcl.octopus.surface.Transfer;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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

/** Preset datasets, and a view of those of users. */
@RestController
@RequestMapping("/v1/datasetmanage")
class DatasetController {

    private final DatasetApi datasets;

    DatasetController(DatasetApi datasets) {
        this.datasets = datasets;
    }

    @GetMapping("/predataset")
    Datasets preset(@Input DatasetApi.DatasetQuery query) {
        return Datasets.of(datasets.searchPreset(query));
    }

    @GetMapping("/userdataset")
    Datasets users(@Input DatasetApi.DatasetQuery query) {
        return Datasets.of(datasets.searchUsers(query));
    }

    @PostMapping("/dataset")
    DatasetApi.Created create(@Input DatasetApi.NewDataset dataset) {
        return datasets.create(dataset);
    }

    @DeleteMapping("/dataset/{id}")
    DatasetApi.Deleted delete(@PathVariable String id) {
        return datasets.delete(id);
    }

    @PostMapping("/dataset/{datasetId}/version")
    DatasetApi.VersionCreated createVersion(
            @PathVariable String datasetId, @Input DatasetApi.NewDatasetVersion version) {
        return datasets.createVersion(datasetId, version);
    }

    @GetMapping("/dataset/{datasetId}/version")
    Versions versions(@PathVariable String datasetId, @Input VersionsQuery query) {
        var page =
                datasets.searchVersions(
                        datasetId,
                        new DatasetApi.DatasetVersionQuery(
                                query.pageIndex(), query.pageSize(), false, null));
        return new Versions(page.totalSize(), page.items());
    }

    @DeleteMapping("/dataset/{datasetId}/version/{version}")
    DatasetApi.Deleted deleteVersion(
            @PathVariable String datasetId, @PathVariable VersionNumber version) {
        return datasets.deleteVersion(datasetId, version);
    }

    @PostMapping("/dataset/{datasetId}/version/{version}/upload")
    FileUpload.Ticket upload(
            @PathVariable String datasetId,
            @PathVariable VersionNumber version,
            @Input Transfer.ZipUpload upload,
            PublicUrl publicUrl) {
        return datasets.upload(
                datasetId, version, new FileUpload.Request(upload.fileName(), publicUrl.text()));
    }

    @PutMapping("/dataset/{datasetId}/version/{version}/uploadconfirm")
    DatasetApi.Updated confirmUpload(
            @PathVariable String datasetId,
            @PathVariable VersionNumber version,
            @Input FileUpload.Confirmation confirmation) {
        return datasets.confirmUpload(datasetId, version, confirmation);
    }

    @GetMapping("/dataset/{datasetId}/version/{version}/file")
    Files files(
            @PathVariable String datasetId,
            @PathVariable VersionNumber version,
            @Input FilesQuery query) {
        var path = query.path() == null ? "" : query.path();
        return new Files(datasets.files(datasetId, version, path));
    }

    /** One page of datasets. */
    record Datasets(long totalSize, List<DatasetApi.DatasetView> datasets) {
        static Datasets of(Page<DatasetApi.DatasetView> page) {
            return new Datasets(page.totalSize(), page.items());
        }
    }

    /**
     * Which page of the versions.
     *
     * @param status any text; on this surface the contract declares it and hears nothing
     */
    record VersionsQuery(
            @Min(1) int pageIndex, @Min(1) @Max(99) int pageSize, @Nullable String status) {}

    /** One page of versions. */
    record Versions(long totalSize, List<DatasetApi.DatasetVersionView> versions) {}

    /** Which folder to look into. */
    record FilesQuery(@Nullable @Size(max = 4096) String path) {}

    /** What is in the folder. */
    record Files(List<DatasetApi.FileView> files) {}
}
