package cn.ac.pcl.octopus.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A node with an API server of its own, and how tests speak to it. */
final class RunningNode implements AutoCloseable {
    static final String SHELL = "octopus.local/shell:1";

    private final Path directory;
    private final UnaryOperator<LocalNodeOptions> settings;
    private final PodLogFiles logs;
    private final ApiServer server;
    private final KubernetesClient client;
    private LocalNode node;

    private RunningNode(Path directory, UnaryOperator<LocalNodeOptions> settings) {
        this.directory = directory;
        this.settings = settings;
        logs = new PodLogFiles(directory.resolve("logs"));
        server = ApiServer.start(ApiServerOptions.inMemory().withPodLogs(logs));
        client = ApiServerTests.client(server);
        node = startNode();
    }

    static RunningNode start(Path directory, UnaryOperator<LocalNodeOptions> settings) {
        RunningNode running = new RunningNode(directory, settings);
        running.client
                .nodes()
                .withName("local")
                .waitUntilCondition(RunningNode::isReady, 20, TimeUnit.SECONDS);
        return running;
    }

    private LocalNode startNode() {
        return LocalNode.start(
                settings.apply(
                        LocalNodeOptions.of("local", server.kubeconfig(), directory.resolve("node"))
                                .withPodLogs(logs)
                                .withJobLogs(directory.resolve("job-logs"))
                                .withExtraResources(Map.of("nvidia.com/gpu", "2"))));
    }

    KubernetesClient client() {
        return client;
    }

    /** Ends the node in some way, and starts another on its directory. */
    void replace(Consumer<LocalNode> end) {
        end.accept(node);
        node = startNode();
    }

    String log(String pod) {
        return client.pods().inNamespace("default").withName(pod).getLog();
    }

    /** Waits until the pod's log holds the line. */
    void awaitLine(String pod, String line) {
        await(pod, seen -> "Running".equals(seen.getStatus().getPhase()));
        try (LogWatch log = client.pods().inNamespace("default").withName(pod).watchLog();
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(log.getOutput(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().anyMatch(line::equals)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        node.shutDown();
        client.close();
        server.close();
    }

    void claim(Path share) {
        client.resource(
                        new PersistentVolumeBuilder()
                                .withNewMetadata()
                                .withName("share")
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteMany")
                                .addToCapacity("storage", new Quantity("1Gi"))
                                .withNewHostPath()
                                .withPath(share.toString())
                                .endHostPath()
                                .endSpec()
                                .build())
                .create();
        client.resource(
                        new PersistentVolumeClaimBuilder()
                                .withNewMetadata()
                                .withName("share")
                                .withNamespace("default")
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteMany")
                                .withVolumeName("share")
                                .withNewResources()
                                .addToRequests("storage", new Quantity("1Gi"))
                                .endResources()
                                .endSpec()
                                .build())
                .create();
    }

    static Pod pod(String name, String image, String... command) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName("local")
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .withCommand(command)
                .endContainer()
                .endSpec()
                .build();
    }

    static PodBuilder edit(Pod pod) {
        return new PodBuilder(pod);
    }

    void run(Pod pod) {
        client.resource(pod).create();
    }

    Pod awaitPhase(String name, String phase) {
        return await(name, pod -> phase.equals(pod.getStatus().getPhase()));
    }

    Pod await(String name, Predicate<Pod> condition) {
        var resource = client.pods().inNamespace("default").withName(name);
        try {
            return resource.waitUntilCondition(
                    pod -> pod != null && condition.test(pod), 30, TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException e) {
            throw new AssertionError("The pod is " + Serialization.asYaml(resource.get()), e);
        }
    }

    static ContainerStatus status(Pod pod) {
        var statuses = pod.getStatus().getContainerStatuses();
        return statuses == null || statuses.isEmpty() ? new ContainerStatus() : statuses.getFirst();
    }

    static ContainerState terminated(Pod pod) {
        ContainerState state = status(pod).getState();
        assertThat(state.getTerminated()).isNotNull();
        return state;
    }

    static boolean isReady(Node node) {
        return node != null
                && node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus()));
    }
}
