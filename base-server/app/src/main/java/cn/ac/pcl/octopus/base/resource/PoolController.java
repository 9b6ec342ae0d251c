package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.api.PoolApi;
import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.resource.Pool.Group;
import cn.ac.pcl.octopus.base.resource.Pools.Bound;
import cn.ac.pcl.octopus.identity.Role;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo(Role.ADMINISTRATOR)
class PoolController implements PoolApi {
    private final Pools pools;
    private final Specs specs;

    PoolController(Pools pools, Specs specs) {
        this.pools = pools;
        this.specs = specs;
    }

    @Override
    public List<PoolView> list() {
        return pools.list().stream().map(this::view).toList();
    }

    @Override
    public Reference create(NewPool pool) {
        pools.create(
                described(pool.name(), pool.desc(), pool.mapResourceSpecIdList()),
                Objects.requireNonNullElse(pool.bindingNodes(), List.of()));
        return new Reference(pool.name());
    }

    @Override
    public Reference update(String id, PoolChange change) {
        pools.get(id);
        pools.update(
                described(id, change.desc(), change.mapResourceSpecIdList()),
                Objects.requireNonNullElse(change.bindingNodes(), List.of()));
        return new Reference(id);
    }

    @Override
    public Reference delete(String id) {
        pools.delete(id);
        return new Reference(id);
    }

    /** The pool that is asked for, all of whose specs exist. */
    private Pool described(
            String name, @Nullable String desc, @Nullable Map<String, SpecIds> groups) {
        var pool = new Pool(name, Objects.requireNonNullElse(desc, ""), Queues.groups(groups));
        specs.requireAll(
                pool.specIds().values().stream()
                        .flatMap(Collection::stream)
                        .collect(Collectors.toSet()));
        return pool;
    }

    private PoolView view(Bound bound) {
        var pool = bound.pool();
        var groups = new LinkedHashMap<String, SpecIds>();
        for (var group : Group.values()) {
            groups.put(group.key(), new SpecIds(pool.specIds(group)));
        }
        return new PoolView(
                pool.name(),
                pool.name(),
                pool.description(),
                pool.name().equals(pools.defaultPool()),
                bound.nodes(),
                groups);
    }
}
