package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.algorithm.Algorithms;
import cn.ac.pcl.octopus.base.api.ModelApi.ModelView;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Adds names of people, workspaces and algorithms, with one statement each for a page. */
@Component
class ModelNames {
    private final Users users;
    private final Workspaces workspaces;
    private final Algorithms algorithms;

    ModelNames(Users users, Workspaces workspaces, Algorithms algorithms) {
        this.users = users;
        this.workspaces = workspaces;
        this.algorithms = algorithms;
    }

    Known of(Collection<Model> models) {
        return new Known(
                users.names(models.stream().map(Model::userId).toList()),
                workspaces.names(models.stream().map(Model::spaceId).toList()),
                algorithms.names(models.stream().map(Model::algorithmId).distinct().toList()));
    }

    /** Names that a page needs. */
    record Known(
            Map<String, String> users,
            Map<String, String> workspaces,
            Map<String, String> algorithms) {
        ModelView view(Model model, VersionNumber shown) {
            return new ModelView(
                    model.id(),
                    workspaces.getOrDefault(model.spaceId(), ""),
                    model.spaceId(),
                    users.getOrDefault(model.userId(), ""),
                    algorithms.getOrDefault(model.algorithmId(), ""),
                    model.algorithmVersion(),
                    model.name(),
                    model.description(),
                    shown,
                    model.createdAt());
        }
    }
}
