package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.cluster.SharedVolumeProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What a user is in Kubernetes: a namespace of its own, in which a claim leads to a volume over the
 * shared one. Pods mount subpaths of the claim; the volume states its claim, so that no other can
 * take it. What exists is left as it is: the source of a volume cannot change. Only a volume that
 * is still bound to a claim which somebody deleted is released, as nothing else would ever do that.
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

    /**
     * Which parts there are, read in three calls whatever the number of users.
     *
     * @param bound by the name of a volume, the uid of the claim that it is bound to; empty before
     * @param claims by the name of a claim, its uid
     */
    record Present(Set<String> namespaces, Map<String, String> bound, Map<String, String> claims) {
        boolean isWhole(String userId) {
            var claim = claims.get(claimOf(userId));
            var boundTo = bound.get(volumeOf(userId));
            return namespaces.contains(userId)
                    && claim != null
                    && boundTo != null
                    && (boundTo.isEmpty() || boundTo.equals(claim));
        }
    }

    Present present() {
        var volumes = kubernetes.persistentVolumes().withLabels(LABELS).list().getItems();
        var claims =
                kubernetes
                        .persistentVolumeClaims()
                        .inAnyNamespace()
                        .withLabels(LABELS)
                        .list()
                        .getItems();
        return new Present(
                kubernetes.namespaces().withLabels(LABELS).list().getItems().stream()
                        .map(namespace -> namespace.getMetadata().getName())
                        .collect(Collectors.toSet()),
                byName(volumes, KubernetesIdentity::boundTo),
                byName(claims, claim -> claim.getMetadata().getUid()));
    }

    private static <T extends HasMetadata> Map<String, String> byName(
            List<T> objects, Function<T, String> value) {
        return objects.stream()
                .collect(
                        Collectors.toMap(each -> each.getMetadata().getName(), value, (a, _) -> a));
    }

    private static String boundTo(PersistentVolume volume) {
        return Optional.ofNullable(volume.getSpec().getClaimRef())
                .map(ObjectReference::getUid)
                .orElse("");
    }

    /** Creates what is missing, and lets a volume go of a claim that is gone; safe to repeat. */
    void ensure(String userId) {
        createIfAbsent(kubernetes.namespaces().resource(namespace(userId)));
        createIfAbsent(kubernetes.persistentVolumes().resource(volume(userId)));
        createIfAbsent(
                kubernetes.persistentVolumeClaims().inNamespace(userId).resource(claim(userId)));
        releaseFromLostClaim(userId);
    }

    /**
     * A bound volume remembers the uid of its claim and takes no other, also when that one is gone.
     * Without the uid it takes the claim of the name that it states. The version that was looked at
     * goes along, so that a claim which is bound meanwhile stays bound.
     */
    private void releaseFromLostClaim(String userId) {
        var found = kubernetes.persistentVolumes().withName(volumeOf(userId));
        var volume = found.get();
        var claim =
                kubernetes
                        .persistentVolumeClaims()
                        .inNamespace(userId)
                        .withName(claimOf(userId))
                        .get();
        if (volume == null || claim == null) {
            return;
        }
        var boundTo = boundTo(volume);
        if (!boundTo.isEmpty() && !boundTo.equals(claim.getMetadata().getUid())) {
            found.patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    """
                    {"metadata": {"resourceVersion": "%s"},
                     "spec": {"claimRef": {"uid": null, "resourceVersion": null}}}
                    """
                            .formatted(volume.getMetadata().getResourceVersion()));
        }
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
