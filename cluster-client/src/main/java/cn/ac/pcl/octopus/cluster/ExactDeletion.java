package cn.ac.pcl.octopus.cluster;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Deletes the very object that was seen, by its uid. One that is gone, or was made anew under the
 * same name, is left alone: that is what was asked for.
 */
public final class ExactDeletion {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private ExactDeletion() {}

    /** Deletes the object; what it owns goes afterwards. */
    public static void delete(KubernetesClient client, HasMetadata object) {
        delete(client, object, new DeleteOptionsBuilder());
    }

    /** Deletes the object after everything it owns. */
    public static void deleteAfterAllItOwns(KubernetesClient client, HasMetadata object) {
        delete(client, object, new DeleteOptionsBuilder().withPropagationPolicy("Foreground"));
    }

    private static void delete(
            KubernetesClient client, HasMetadata object, DeleteOptionsBuilder options) {
        DeleteOptions body =
                options.withNewPreconditions()
                        .withUid(object.getMetadata().getUid())
                        .endPreconditions()
                        .build();
        try {
            client.raw(path(object), "DELETE", body);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != NOT_FOUND && refused.getCode() != CONFLICT) {
                throw refused;
            }
        }
    }

    private static String path(HasMetadata object) {
        String root =
                object.getApiVersion().contains("/")
                        ? "/apis/" + object.getApiVersion()
                        : "/api/" + object.getApiVersion();
        String namespace = object.getMetadata().getNamespace();
        return root
                + (namespace == null ? "" : "/namespaces/" + namespace)
                + "/"
                + object.getPlural()
                + "/"
                + object.getMetadata().getName();
    }
}
