package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.NodeApi;
import cn.ac.pcl.octopus.base.api.PoolApi;
import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.api.ResourceApi;
import cn.ac.pcl.octopus.base.api.SpecApi;
import cn.ac.pcl.octopus.surface.Input;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the cluster is made of and how it is split and priced. */
@RestController
@RequestMapping("/v1/resourcemanage")
class ResourceController {

    private final NodeApi nodes;
    private final ResourceApi resources;
    private final PoolApi pools;
    private final SpecApi specs;

    ResourceController(NodeApi nodes, ResourceApi resources, PoolApi pools, SpecApi specs) {
        this.nodes = nodes;
        this.resources = resources;
        this.pools = pools;
        this.specs = specs;
    }

    @GetMapping("/node")
    Nodes nodes() {
        return new Nodes(nodes.list());
    }

    @GetMapping("/resource")
    Resources resources() {
        return new Resources(resources.list());
    }

    @PostMapping("/resource")
    Reference createResource(@Input ResourceApi.NewResource resource) {
        return resources.create(resource);
    }

    @PutMapping("/resource/{id}")
    Reference updateResource(@PathVariable String id, @Input ResourceApi.ResourceChange change) {
        return resources.update(id, change);
    }

    @DeleteMapping("/resource/{id}")
    Reference deleteResource(@PathVariable String id) {
        return resources.delete(id);
    }

    @GetMapping("/resourcepool")
    Pools pools() {
        return new Pools(pools.list());
    }

    @PostMapping("/resourcepool")
    Reference createPool(@Input PoolApi.NewPool pool) {
        return pools.create(pool);
    }

    @PutMapping("/resourcepool/{id}")
    Reference updatePool(@PathVariable String id, @Input PoolApi.PoolChange change) {
        return pools.update(id, change);
    }

    @DeleteMapping("/resourcepool/{id}")
    Reference deletePool(@PathVariable String id) {
        return pools.delete(id);
    }

    @GetMapping("/resourcespec")
    Specs specs(@Input SpecApi.SpecQuery query) {
        return new Specs(specs.search(query).items());
    }

    @PostMapping("/resourcespec")
    Reference createSpec(@Input SpecApi.NewSpec spec) {
        return specs.create(spec);
    }

    @DeleteMapping("/resourcespec/{id}")
    Reference deleteSpec(@PathVariable String id) {
        return specs.delete(id);
    }

    /** Machines. */
    record Nodes(List<NodeApi.NodeView> nodes) {}

    /** Kinds of capacity. */
    record Resources(List<ResourceApi.ResourceView> resources) {}

    /** Parts of the cluster. */
    record Pools(List<PoolApi.PoolView> resourcePools) {}

    /** Priced sizes; the contract has no total here. */
    record Specs(List<SpecApi.SpecView> resourceSpecs) {}
}
