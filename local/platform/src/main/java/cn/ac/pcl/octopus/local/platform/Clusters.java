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

    /// In milliseconds.
    private static final int TIMEOUT = 10_000;

    private static final int RETRIES = 2;

    private Clusters() {}

    /// Makes Job, PodGroup, Queue and Command known to a cluster.
    static void applyDefinitions(Path kubeconfig) throws IOException {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setConnectionTimeout(TIMEOUT);
        config.setRequestTimeout(TIMEOUT);
        config.setRequestRetryBackoffLimit(RETRIES);
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            for (String yaml : CustomResourceDefinitions.yaml()) {
                client.resource(
                                client.getKubernetesSerialization()
                                        .unmarshal(yaml, CustomResourceDefinition.class))
                        .patch(APPLY);
            }
        } catch (KubernetesClientException e) {
            boolean silent = e.getCause() instanceof IOException;
            String text = silent ? "cluster.silent" : "cluster.refused";
            throw new IOException(
                    Texts.of(
                            text,
                            kubeconfig,
                            config.getMasterUrl(),
                            String.valueOf(e.getMessage())),
                    e);
        }
    }
}
