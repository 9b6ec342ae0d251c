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

    /// Where the API server of a cluster is.
    ///
    /// @throws Unable when the file is no kubeconfig
    static String address(Path kubeconfig) {
        return config(kubeconfig).getMasterUrl();
    }

    /// @throws Unable when the cluster does not answer
    static void requireAnswer(Path kubeconfig) {
        Config config = config(kubeconfig);
        try (KubernetesClient client = client(config)) {
            client.getKubernetesVersion();
        } catch (KubernetesClientException e) {
            throw new Unable(
                    Unable.Exit.LACKING,
                    e.getCause() instanceof IOException
                            ? Texts.of("cluster.silent", kubeconfig, config.getMasterUrl())
                            : Texts.of("cluster.refused", kubeconfig, "" + e.getMessage()),
                    e);
        }
    }

    /// Makes Job, PodGroup, Queue and Command known to a cluster.
    static void applyDefinitions(Path kubeconfig) throws IOException {
        try (KubernetesClient client = client(config(kubeconfig))) {
            for (String yaml : CustomResourceDefinitions.yaml()) {
                client.resource(
                                client.getKubernetesSerialization()
                                        .unmarshal(yaml, CustomResourceDefinition.class))
                        .patch(APPLY);
            }
        } catch (KubernetesClientException e) {
            throw new IOException(Texts.of("cluster.refused", kubeconfig, "" + e.getMessage()), e);
        }
    }

    private static Config config(Path kubeconfig) {
        try {
            Config config = Config.fromKubeconfig(kubeconfig.toFile());
            config.setConnectionTimeout(TIMEOUT);
            config.setRequestTimeout(TIMEOUT);
            config.setRequestRetryBackoffLimit(RETRIES);
            return config;
        } catch (RuntimeException e) { // whatever its parser finds wrong
            throw new Unable(Unable.Exit.LACKING, Texts.of("kubeconfig.broken", kubeconfig), e);
        }
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
