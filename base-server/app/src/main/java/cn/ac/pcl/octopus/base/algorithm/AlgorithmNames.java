package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.api.AlgorithmApi.AlgorithmDetail;
import cn.ac.pcl.octopus.base.api.AlgorithmApi.AlgorithmStatus;
import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.asset.ContentState;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Adds the names of people and workspaces to algorithms, with one statement each for a page. */
@Component
class AlgorithmNames {
    private final Users users;
    private final Workspaces workspaces;

    AlgorithmNames(Users users, Workspaces workspaces) {
        this.users = users;
        this.workspaces = workspaces;
    }

    Known of(Collection<Algorithm> algorithms) {
        return new Known(
                users.names(algorithms.stream().map(Algorithm::userId).toList()),
                workspaces.names(algorithms.stream().map(Algorithm::spaceId).toList()));
    }

    /** Names that a page needs. */
    record Known(Map<String, String> users, Map<String, String> workspaces) {
        AlgorithmDetail detail(Algorithm algorithm, AlgorithmVersion version) {
            return new AlgorithmDetail(
                    algorithm.id(),
                    version.number(),
                    algorithm.spaceId(),
                    workspaces.getOrDefault(algorithm.spaceId(), ""),
                    algorithm.userId(),
                    users.getOrDefault(algorithm.userId(), ""),
                    algorithm.name(),
                    algorithm.modelName(),
                    status(version.content().state()),
                    version.packedAt(),
                    version.description(),
                    "",
                    algorithm.preset(),
                    version.createdAt(),
                    version.content().progress(),
                    new Sentence(version.content().reason()));
        }
    }

    private static AlgorithmStatus status(ContentState state) {
        return switch (state) {
            case WAITING -> AlgorithmStatus.INIT;
            case WORKING -> AlgorithmStatus.UPLOADING;
            case READY -> AlgorithmStatus.FINISHED;
            case FAILED -> AlgorithmStatus.FAILED;
        };
    }
}
