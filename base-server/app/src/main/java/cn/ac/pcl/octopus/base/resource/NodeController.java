package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.api.NodeApi;
import cn.ac.pcl.octopus.identity.Role;
import java.util.List;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo(Role.ADMINISTRATOR)
class NodeController implements NodeApi {
    private final Nodes nodes;

    NodeController(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public List<NodeView> list() {
        return nodes.list();
    }
}
