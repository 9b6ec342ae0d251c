package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Selector;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a type a list or watch is about.
 *
 * @param namespace null for all namespaces
 */
record Selection(ResourceType type, @Nullable String namespace, Selector labels, Selector fields)
        implements Predicate<StoredObject> {

    static Selection of(Call call, ResourceType type, @Nullable String namespace) {
        try {
            return new Selection(
                    type,
                    namespace,
                    Selector.labels(call.query("labelSelector")),
                    Selector.fields(call.query("fieldSelector"), type.fields()));
        } catch (IllegalArgumentException e) {
            throw ApiFailure.badRequest(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean test(StoredObject object) {
        return (namespace == null || namespace.equals(object.key().namespace()))
                && labels.test(object.document())
                && fields.test(object.document());
    }
}
