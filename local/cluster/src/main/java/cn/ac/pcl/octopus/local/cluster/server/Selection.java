package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.FieldSelector;
import cn.ac.pcl.octopus.local.cluster.document.InvalidSelectorException;
import cn.ac.pcl.octopus.local.cluster.document.LabelSelector;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a type a list, watch or collective deletion is about.
 *
 * @param namespace null for all namespaces
 */
record Selection(
        ResourceType type, @Nullable String namespace, LabelSelector labels, FieldSelector fields)
        implements Predicate<StoredObject> {

    static Selection of(Call call, ResourceType type, @Nullable String namespace) {
        String labels = call.query("labelSelector");
        String fields = call.query("fieldSelector");
        try {
            return new Selection(
                    type,
                    namespace,
                    labels == null ? LabelSelector.EVERYTHING : LabelSelector.parse(labels),
                    fields == null
                            ? FieldSelector.EVERYTHING
                            : FieldSelector.parse(fields, type.fields()));
        } catch (InvalidSelectorException e) {
            throw ApiFailure.badRequest(e.text());
        }
    }

    @Override
    public boolean test(StoredObject object) {
        return (namespace == null || namespace.equals(object.key().namespace()))
                && labels.matches(object.document())
                && fields.matches(object.document());
    }
}
