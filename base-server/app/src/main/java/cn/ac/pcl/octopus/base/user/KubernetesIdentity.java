package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.cluster.SharedVolumeProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What a user is in Kubernetes: a namespace of its own, in which a claim leads to a volume over the
 * shared one. Pods mount subpaths of the claim; the volume states its claim, so that no other can
 * take it. What exists is left as it is: the source of a volume cannot change.
 */
@Component
class KubernetesIdentity {
    private static final Map<String, String> LABELS = Map.of("platform", "openi.octopus");
    private static final String ACCESS = "ReadWriteMany";
    private static final int CONFLICT = 409;

    private final KubernetesClient kubernetes;
    private final SharedVolumeProperties.VolumeSource source;
    private final Quantity size;

    KubernetesIdentity(KubernetesClient kubernetes, SharedVolumeProperties properties) {
        this.kubernetes = kubernetes;
        this.source = properties.requireVolumeSource();
        this.size = new Quantity(properties.volumeSize());
    }

    static String volumeOf(String userId) {
        return "octopus-pv-" + userId;
    }

    static String claimOf(String userId) {
        return "octopus-pvc-" + userId;
    }

    /** Which parts there are, read in three calls whatever the number of users. */
    record Present(Set<String> namespaces, Set<String> volumes, Set<String> claims) {
        boolean isWhole(String userId) {
            return namespaces.contains(userId)
                    && volumes.contains(volumeOf(userId))
                    && claims.contains(claimOf(userId));
        }
    }

    Present present() {
        return new Present(
                names(kubernetes.namespaces().withLabels(LABELS).list().getItems().stream()),
                names(kubernetes.persistentVolumes().withLabels(LABELS).list().getItems().stream()),
                names(
                        kubernetes
                                .persistentVolumeClaims()
                                .inAnyNamespace()
                                .withLabels(LABELS)
                                .list()
                                .getItems()
                                .stream()));
    }

    /** Creates what is missing; safe to repeat. */
    void ensure(String userId) {
        createIfAbsent(kubernetes.namespaces().resource(namespace(userId)));
        createIfAbsent(kubernetes.persistentVolumes().resource(volume(userId)));
        createIfAbsent(
                kubernetes.persistentVolumeClaims().inNamespace(userId).resource(claim(userId)));
    }

    private static void createIfAbsent(Resource<?> wanted) {
        try {
            wanted.create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    private static Set<String> names(Stream<? extends HasMetadata> objects) {
        return objects.map(o -> o.getMetadata().getName()).collect(Collectors.toSet());
    }

    private static Namespace namespace(String userId) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(userId)
                .withLabels(LABELS)
                .endMetadata()
                .build();
    }

    private PersistentVolume volume(String userId) {
        var builder =
                new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(volumeOf(userId))
                        .withLabels(LABELS)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes(ACCESS)
                        .withCapacity(Map.of("storage", size))
                        .withPersistentVolumeReclaimPolicy("Retain")
                        .withStorageClassName(userId)
                        .withNewClaimRef()
                        .withApiVersion("v1")
                        .withKind("PersistentVolumeClaim")
                        .withNamespace(userId)
                        .withName(claimOf(userId))
                        .endClaimRef();
        var nfs = source.nfs();
        if (nfs != null) {
            builder.withNewNfs().withServer(nfs.server()).withPath(nfs.path()).endNfs();
        } else {
            builder.withNewHostPath().withPath(source.hostPath()).endHostPath();
        }
        return builder.endSpec().build();
    }

    private PersistentVolumeClaim claim(String userId) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(claimOf(userId))
                .withNamespace(userId)
                .withLabels(LABELS)
                .endMetadata()
                .withNewSpec()
                .withAccessModes(ACCESS)
                .withStorageClassName(userId)
                .withVolumeName(volumeOf(userId))
                .withNewResources()
                .withRequests(Map.of("storage", size))
                .endResources()
                .endSpec()
                .build();
    }
}
