package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.api.SpecApi;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.base.resource.Pool.Group;
import cn.ac.pcl.octopus.identity.Role;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo(Role.ADMINISTRATOR)
class SpecController implements SpecApi {
    private static final Sort NEWEST_FIRST =
            Sort.by(Sort.Direction.DESC, "createdAt").and(Sort.by("id"));

    private final Specs specs;
    private final Pools pools;
    private final PoolOfWorkspace poolOfWorkspace;
    private final CurrentCaller caller;

    SpecController(
            Specs specs, Pools pools, PoolOfWorkspace poolOfWorkspace, CurrentCaller caller) {
        this.specs = specs;
        this.pools = pools;
        this.poolOfWorkspace = poolOfWorkspace;
        this.caller = caller;
    }

    @Override
    @AllowedTo(Role.USER)
    public SpecGroups offered() {
        var pool = poolOfWorkspace.poolOf(caller.get().workspaceId());
        try {
            var described = pools.find(pool);
            var groups = new LinkedHashMap<String, SpecGroup>();
            for (var group : Group.values()) {
                var ids = described.map(p -> p.specIds(group)).orElse(List.of());
                groups.put(
                        group.key(),
                        new SpecGroup(
                                specs.inOrder(ids).stream().map(SpecController::view).toList()));
            }
            return new SpecGroups(groups);
        } catch (KubernetesClientException e) {
            throw new Refusal(ErrorCode.SPEC_LIST_FAILED, "The cluster does not answer", e);
        }
    }

    @Override
    public Page<SpecView> search(SpecQuery query) {
        var page =
                query.pageIndex() > 0 && query.pageSize() > 0
                        ? Sorting.page(query.pageIndex(), query.pageSize(), NEWEST_FIRST)
                        : Pageable.unpaged(NEWEST_FIRST);
        var found = specs.list(page);
        return new Page<>(
                found.getTotalElements(),
                found.stream().map(stored -> view(stored.toSpec())).toList());
    }

    @Override
    public Reference create(NewSpec spec) {
        return new Reference(specs.create(spec));
    }

    @Override
    public Reference delete(String id) {
        specs.delete(id);
        return new Reference(id);
    }

    private static SpecView view(Spec spec) {
        Map<String, String> quantities = new TreeMap<>(spec.quantities());
        return new SpecView(spec.id(), spec.name(), spec.price(), quantities);
    }
}
