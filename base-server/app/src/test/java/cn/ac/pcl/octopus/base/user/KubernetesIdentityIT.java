package cn.ac.pcl.octopus.base.user;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServiceTest
class KubernetesIdentityIT {
    private final TestCalls calls;
    private final KubernetesClient kubernetes;
    private final KubernetesIdentity identity;
    private final KubernetesIdentityRepair repair;

    @Autowired
    KubernetesIdentityIT(
            TestCalls calls,
            KubernetesClient kubernetes,
            KubernetesIdentity identity,
            KubernetesIdentityRepair repair) {
        this.calls = calls;
        this.kubernetes = kubernetes;
        this.identity = identity;
        this.repair = repair;
    }

    @Test
    void givesANewUserANamespaceWithAVolume() {
        var id = calls.newUser().userId();
        Eventually.is(() -> identity.present().isWhole(id));
        var volume = kubernetes.persistentVolumes().withName("octopus-pv-" + id).get();
        assertThat(volume.getSpec().getHostPath().getPath()).isNotEmpty();
        assertThat(volume.getSpec().getStorageClassName()).isEqualTo(id);
        assertThat(volume.getSpec().getPersistentVolumeReclaimPolicy()).isEqualTo("Retain");
        assertThat(volume.getSpec().getClaimRef().getNamespace()).isEqualTo(id);
        var claim =
                kubernetes
                        .persistentVolumeClaims()
                        .inNamespace(id)
                        .withName("octopus-pvc-" + id)
                        .get();
        assertThat(claim.getSpec().getVolumeName()).isEqualTo("octopus-pv-" + id);
        assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        assertThat(claim.getSpec().getResources().getRequests())
                .containsEntry("storage", new Quantity("1Ti"));
    }

    @Test
    void mayBeRepeated() {
        var id = calls.newUser().userId();
        identity.ensure(id);
        identity.ensure(id);
        assertThat(identity.present().isWhole(id)).isTrue();
    }

    @Test
    void restoresWhatSomebodyDeleted() {
        var id = calls.newUser().userId();
        identity.ensure(id);
        kubernetes.persistentVolumeClaims().inNamespace(id).withName("octopus-pvc-" + id).delete();
        Eventually.is(() -> !identity.present().isWhole(id));
        repair.run();
        assertThat(identity.present().isWhole(id)).isTrue();
    }

    /** As a cluster leaves it whose binder had bound the two. */
    @Test
    void releasesAVolumeFromAClaimThatSomebodyDeleted() {
        var id = calls.newUser().userId();
        identity.ensure(id);
        kubernetes
                .persistentVolumes()
                .withName("octopus-pv-" + id)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        """
                        {"spec":{"claimRef":{"uid":"of-a-claim-that-is-gone","resourceVersion":"1"}}}\
                        """);
        assertThat(identity.present().isWhole(id)).isFalse();
        repair.run();
        var released = kubernetes.persistentVolumes().withName("octopus-pv-" + id).get();
        // The binder of this cluster may have given it to the new claim already.
        assertThat(released.getSpec().getClaimRef().getUid()).isIn(null, uidOfClaim(id));
        assertThat(released.getSpec().getClaimRef().getName()).isEqualTo("octopus-pvc-" + id);
        assertThat(identity.present().isWhole(id)).isTrue();
    }

    @Test
    void leavesABoundVolumeAlone() {
        var id = calls.newUser().userId();
        identity.ensure(id);
        var uid = uidOfClaim(id);
        kubernetes
                .persistentVolumes()
                .withName("octopus-pv-" + id)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"claimRef\":{\"uid\":\"%s\"}}}".formatted(uid));
        assertThat(identity.present().isWhole(id)).isTrue();
        identity.ensure(id);
        assertThat(
                        kubernetes
                                .persistentVolumes()
                                .withName("octopus-pv-" + id)
                                .get()
                                .getSpec()
                                .getClaimRef()
                                .getUid())
                .isEqualTo(uid);
    }

    private String uidOfClaim(String id) {
        return kubernetes
                .persistentVolumeClaims()
                .inNamespace(id)
                .withName("octopus-pvc-" + id)
                .get()
                .getMetadata()
                .getUid();
    }
}
