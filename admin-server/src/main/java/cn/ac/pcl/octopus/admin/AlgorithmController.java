package cn.ac.pcl.octopus.admin;

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

/** Preset algorithms, and a view of those of users. */
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

    @GetMapping("/allalgorithm")
    Algorithms users(@Input AlgorithmApi.AlgorithmQuery query) {
        return Algorithms.of(algorithms.searchUsers(query));
    }

    @GetMapping("/algorithm/{algorithmId}")
    Algorithms versions(
            @PathVariable @Pattern(regexp = Rules.LONG_ALGORITHM_ID) String algorithmId,
            @Input AlgorithmApi.AlgorithmVersionQuery query) {
        return Algorithms.of(
                algorithms
                        .searchVersions(algorithmId, query)
                        .map(AlgorithmApi.AlgorithmVersionView::algorithmDetail));
    }

    @GetMapping("/algorithm/{algorithmId}/version/{version}")
    AlgorithmApi.AlgorithmVersionDetail version(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version) {
        return algorithms.version(algorithmId, version);
    }

    @PostMapping("/algorithm/{algorithmId}/version/{version}/downloadcompress")
    AlgorithmApi.Compressing compress(
            @PathVariable String algorithmId, @PathVariable @ByRule VersionNumber version) {
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

    @PostMapping("/prealgorithm")
    AlgorithmApi.VersionCreated create(@Input AlgorithmApi.NewAlgorithm algorithm) {
        return algorithms.create(algorithm);
    }

    @PostMapping("/prealgorithm/{algorithmId}")
    AlgorithmApi.VersionCreated createVersion(
            @PathVariable String algorithmId, @Input AlgorithmApi.NewPresetVersion version) {
        return algorithms.createPresetVersion(algorithmId, version);
    }

    @DeleteMapping("/prealgorithm/{algorithmId}")
    AlgorithmApi.Deleted delete(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId) {
        return algorithms.delete(algorithmId);
    }

    @DeleteMapping("/prealgorithm/{algorithmId}/version/{version}")
    AlgorithmApi.Deleted deleteVersion(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version) {
        return algorithms.deleteVersion(algorithmId, version);
    }

    @PostMapping("/prealgorithm/{algorithmId}/version/{version}/upload")
    FileUpload.Ticket upload(
            @PathVariable @Pattern(regexp = Rules.ALGORITHM_ID) String algorithmId,
            @PathVariable @ByRule VersionNumber version,
            @Input Transfer.ZipUpload upload,
            PublicUrl publicUrl) {
        return algorithms.upload(
                algorithmId, version, new FileUpload.Request(upload.fileName(), publicUrl.text()));
    }

    @PutMapping("/prealgorithm/{algorithmId}/version/{version}/uploadconfirm")
    AlgorithmApi.Updated confirmUpload(
            @PathVariable String algorithmId,
            @PathVariable @ByRule VersionNumber version,
            @Input FileUpload.Confirmation confirmation) {
        return algorithms.confirmUpload(algorithmId, version, confirmation);
    }

    /** One page of algorithms, each at one of its versions. */
    record Algorithms(long totalSize, List<AlgorithmApi.AlgorithmDetail> algorithms) {
        static Algorithms of(Page<AlgorithmApi.AlgorithmDetail> page) {
            return new Algorithms(page.totalSize(), page.items());
        }
    }
}
