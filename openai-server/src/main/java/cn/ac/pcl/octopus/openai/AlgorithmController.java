package cn.ac.pcl.octopus.openai;

import cn.ac.pcl.octopus.base.api.AlgorithmApi;
import cn.ac.pcl.octopus.base.api.FileUpload;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.surface.ByRule;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.PublicUrl;
import cn.ac.pcl.octopus.surface.Rules;
import cn.ac.pcl.octopus.surface.Transfer;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Algorithms of users. */
@RestController
@RequestMapping("/v1/algorithmmanage")
class AlgorithmController {

    private final AlgorithmApi algorithms;

    AlgorithmController(AlgorithmApi algorithms) {
        this.algorithms = algorithms;
    }

    @GetMapping("/prealgorithm")
    Algorithms preset(@Input AlgorithmApi.AlgorithmQuery query) {
        return Algorithms.of(algorithms.searchPreset(query));
    }

    @GetMapping("/myalgorithm")
    Algorithms mine(@Input AlgorithmApi.AlgorithmQuery query) {
        return Algorithms.of(algorithms.searchMine(query));
    }

    @GetMapping("/commalgorithm")
    Algorithms shared(@Input AlgorithmApi.AlgorithmQuery query) {
        return Algorithms.of(algorithms.searchShared(query));
    }

    @PostMapping("/batchalgorithm")
    Names batch(@Input AlgorithmApi.AlgorithmBatch batch) {
        var names = algorithms.batch(batch);
        return new Names(names.size(), names);
    }

    @PostMapping("/myalgorithm")
    AlgorithmApi.VersionCreated create(@Input AlgorithmApi.NewAlgorithm algorithm) {
        return algorithms.create(algorithm);
    }

    @DeleteMapping("/myalgorithm/{algorithmId}")
    AlgorithmApi.Deleted delete(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId) {
        return algorithms.delete(algorithmId);
    }

    @PostMapping("/myalgorithm/{algorithmId}")
    AlgorithmApi.VersionCreated createVersion(
            @PathVariable String algorithmId, @Input AlgorithmApi.NewAlgorithmVersion version) {
        return algorithms.createVersion(algorithmId, version);
    }

    @DeleteMapping("/myalgorithm/{algorithmId}/version/{version}")
    AlgorithmApi.Deleted deleteVersion(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version) {
        return algorithms.deleteVersion(algorithmId, version);
    }

    @GetMapping("/algorithm/{algorithmId}")
    Versions versions(
            @PathVariable @Pattern(regexp = Rules.LONG_ALGORITHM_ID) String algorithmId,
            @Input AlgorithmApi.AlgorithmVersionQuery query) {
        return Versions.of(algorithms.searchVersions(algorithmId, query));
    }

    @GetMapping("/commalgorithm/{algorithmId}")
    Algorithms sharedVersions(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @Input AlgorithmApi.AlgorithmVersionQuery query) {
        return Algorithms.of(algorithms.searchSharedVersions(algorithmId, query));
    }

    @GetMapping("/algorithm/{algorithmId}/version/{version}")
    AlgorithmApi.AlgorithmVersionDetail version(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version) {
        return algorithms.version(algorithmId, version);
    }

    @PostMapping("/algorithm/{algorithmId}/version/{version}/share")
    AlgorithmApi.Shared share(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version) {
        return algorithms.share(algorithmId, version);
    }

    @PostMapping("/algorithm/{algorithmId}/version/{version}/closeshare")
    AlgorithmApi.ShareClosed closeShare(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version) {
        return algorithms.closeShare(algorithmId, version);
    }

    @PostMapping("/algorithm/{algorithmId}/version/{version}/copy")
    AlgorithmApi.Copied copy(
            @PathVariable String algorithmId,
            @PathVariable @ByRule VersionNumber version,
            @Input AlgorithmApi.AlgorithmCopy copy) {
        return algorithms.copy(algorithmId, version, copy);
    }

    @PostMapping("/algorithm/{algorithmId}/version/{version}/upload")
    FileUpload.Ticket upload(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version,
            @Input Transfer.ZipUpload upload,
            PublicUrl publicUrl) {
        return algorithms.upload(
                algorithmId, version, new FileUpload.Request(upload.fileName(), publicUrl.text()));
    }

    @PutMapping("/algorithm/{algorithmId}/version/{version}/uploadconfirm")
    AlgorithmApi.Updated confirmUpload(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version,
            @Input FileUpload.Confirmation confirmation) {
        return algorithms.confirmUpload(algorithmId, version, confirmation);
    }

    @PostMapping("/algorithm/{algorithmId}/version/{version}/downloadcompress")
    AlgorithmApi.Compressing compress(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version) {
        return algorithms.compress(algorithmId, version);
    }

    @GetMapping("/algorithm/{algorithmId}/version/{version}/download")
    AlgorithmApi.Download download(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version,
            @Input Transfer.PackedDownload download,
            PublicUrl publicUrl) {
        return algorithms.download(algorithmId, version, download.compressAt(), publicUrl.text());
    }

    /** One page of algorithms, each at one of its versions. */
    record Algorithms(long totalSize, List<AlgorithmApi.AlgorithmDetail> algorithms) {
        static Algorithms of(Page<AlgorithmApi.AlgorithmDetail> page) {
            return new Algorithms(page.totalSize(), page.items());
        }
    }

    /** One page of versions. */
    record Versions(long totalSize, List<AlgorithmApi.AlgorithmVersionView> algorithms) {
        static Versions of(Page<AlgorithmApi.AlgorithmVersionView> page) {
            return new Versions(page.totalSize(), page.items());
        }
    }

    /** Names of algorithms. */
    record Names(long totalSize, List<AlgorithmApi.AlgorithmName> algorithms) {}
}
