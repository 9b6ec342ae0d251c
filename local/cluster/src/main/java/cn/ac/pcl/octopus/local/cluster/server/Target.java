package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about.
 *
 * @param namespace null for the whole cluster
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
record Target(ResourceType type, @Nullable String namespace, String name, String subresource) {
    static final String BINDING = "binding";

    /** A subresource of a stored object. */
    static Target of(ResourceType type, ObjectKey key, String subresource) {
        return new Target(type, key.namespace(), key.name(), subresource);
    }

    /** Reads `[api/v1 | apis/GROUP/VERSION][/namespaces/NAME]/PLURAL[/NAME[/SUBRESOURCE]]`. */
    static Target of(List<String> path, TypeRegistry types) {
        boolean core = !path.isEmpty() && path.getFirst().equals("api");
        int at = core ? 2 : 3;
        if (path.size() <= at || !(core || path.getFirst().equals("apis"))) {
            throw ApiFailure.noSuchResource();
        }
        List<String> rest = path.subList(at, path.size());
        String namespace = null;
        if (rest.size() > 2
                && rest.getFirst().equals("namespaces")
                && !rest.get(2).equals("status")) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        if (core && namespace != null && rest.equals(List.of("bindings"))) {
            return new Target(types.builtIn(BuiltInTypes.PODS), namespace, "", BINDING);
        }
        ResourceType type =
                types.find(core ? "" : path.get(1), path.get(at - 1), rest.getFirst())
                        .orElseThrow(ApiFailure::noSuchResource);
        boolean fits =
                namespace == null ? rest.size() == 1 || !type.namespaced() : type.namespaced();
        if (rest.size() > 3 || !fits) {
            throw ApiFailure.noSuchResource();
        }
        String name = rest.size() > 1 ? rest.get(1) : "";
        return new Target(type, namespace, name, rest.size() > 2 ? rest.get(2) : "");
    }

    ObjectKey key() {
        return new ObjectKey(namespace == null ? "" : namespace, name);
    }
}
