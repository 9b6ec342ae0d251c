package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.controller.crd.CustomResourceDefinitions;
import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The cluster of the tests: our API server, our definitions, two nodes on which nothing runs. */
final class TestCluster {
    private TestCluster() {}

    /** Starts it and has every client of this JVM find it. */
    static void start(Path folder) throws IOException {
        var server = ApiServer.start(ApiServerOptions.inMemory());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, kubeconfig.toString());
        try (var client = new KubernetesClientBuilder().build()) {
            for (var yaml : CustomResourceDefinitions.yaml()) {
                client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                        .create();
            }
            add(client, "node-1", Map.of("cpu", "8", "memory", "32Gi", "pods", "110"));
            add(
                    client,
                    "node-2",
                    Map.of("cpu", "16", "memory", "64Gi", "pods", "110", "nvidia.com/gpu", "4"));
        }
    }

    private static void add(KubernetesClient client, String name, Map<String, String> capacity) {
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(quantities(capacity))
                        .withAllocatable(quantities(capacity))
                        .addNewAddress("10.0.0.1", "InternalIP")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
        client.nodes().resource(node).create();
    }

    private static Map<String, Quantity> quantities(Map<String, String> texts) {
        return texts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> new Quantity(e.getValue())));
    }
}
