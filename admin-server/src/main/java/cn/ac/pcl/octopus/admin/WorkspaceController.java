package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.api.WorkspaceApi;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.Rules;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Workspaces and their members. */
@RestController
@RequestMapping("/v1/usermanage/workspace")
class WorkspaceController {

    private final WorkspaceApi workspaces;

    WorkspaceController(WorkspaceApi workspaces) {
        this.workspaces = workspaces;
    }

    @GetMapping
    Workspaces list(@Input WorkspaceApi.WorkspaceQuery query) {
        var page = workspaces.search(query);
        return new Workspaces(page.totalSize(), page.items());
    }

    @GetMapping("/{workspaceId}")
    WorkspaceApi.WorkspaceDetail get(@PathVariable @Size(max = Rules.ID) String workspaceId) {
        return workspaces.get(workspaceId);
    }

    @PostMapping
    Reference create(@Input WorkspaceApi.NewWorkspace workspace) {
        return workspaces.create(workspace);
    }

    @PutMapping("/{workspaceId}")
    WorkspaceApi.Updated update(
            @PathVariable @Size(max = 30) String workspaceId,
            @Input WorkspaceApi.WorkspaceChange change) {
        return workspaces.update(workspaceId, change);
    }

    @DeleteMapping("/{workspaceId}")
    WorkspaceApi.Deleted delete(@PathVariable @Size(max = Rules.ID) String workspaceId) {
        return workspaces.delete(workspaceId);
    }

    /** One page of workspaces. */
    record Workspaces(long totalSize, List<WorkspaceApi.WorkspaceView> workspaces) {}
}
