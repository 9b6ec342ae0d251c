package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.api.ResourceApi;
import cn.ac.pcl.octopus.identity.Role;
import java.util.List;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo(Role.ADMINISTRATOR)
class ResourceController implements ResourceApi {
    private final Resources resources;

    ResourceController(Resources resources) {
        this.resources = resources;
    }

    @Override
    public List<ResourceView> list() {
        return resources.list();
    }

    @Override
    public Reference create(NewResource resource) {
        return new Reference(resources.create(resource));
    }

    @Override
    public Reference update(String id, ResourceChange change) {
        return new Reference(resources.update(id, change));
    }

    @Override
    public Reference delete(String id) {
        return new Reference(resources.delete(id));
    }
}
