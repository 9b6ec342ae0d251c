package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.controller.crd.CustomResourceDefinitions;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;

/// What a cluster needs before the services can work on it.
final class Clusters {

    private static final PatchContext APPLY =
            new PatchContext.Builder()
                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                    .withFieldManager("octopus-launcher")
                    .withForce(true)
                    .build();

    private Clusters() {}

    /// Makes Job, PodGroup, Queue and Command known to a cluster.
    static void applyDefinitions(Path kubeconfig) throws IOException {
        try (KubernetesClient client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .build()) {
            for (String yaml : CustomResourceDefinitions.yaml()) {
                client.resource(
                                client.getKubernetesSerialization()
                                        .unmarshal(yaml, CustomResourceDefinition.class))
                        .patch(APPLY);
            }
        } catch (KubernetesClientException e) {
            throw new IOException(
                    Texts.of("cluster.refused", kubeconfig, String.valueOf(e.getMessage())), e);
        }
    }
}
