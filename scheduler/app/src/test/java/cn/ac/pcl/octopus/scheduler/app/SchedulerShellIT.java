package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.cluster.LeaseProperties;
import cn.ac.pcl.octopus.controller.crd.CustomResourceDefinitions;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service but its HTTP port, against the API server of the local platform. */
class SchedulerShellIT {
    private static final String QUEUE =
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata: {name: pool}
            spec: {nodeSelector: {pool: a}}
            """;
    private static final ClusterClientProperties WRITER =
            new ClusterClientProperties("test", Duration.ofSeconds(1), Duration.ofSeconds(2), 0);
    private static final SchedulerProperties PROPERTIES =
            new SchedulerProperties(
                    "volcano",
                    Duration.ofMillis(5),
                    Duration.ofMillis(200),
                    Duration.ofMinutes(10),
                    8,
                    1000,
                    1000,
                    1000,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    new LeaseProperties(
                            "default",
                            "test",
                            Duration.ofSeconds(4),
                            Duration.ofSeconds(2),
                            Duration.ofMillis(300)));

    private ApiServer server;
    private KubernetesClient client;
    private SchedulerShell shell;

    @BeforeEach
    void start() {
        server = ApiServer.start(ApiServerOptions.inMemory());
        client = client();
        CustomResourceDefinitions.yaml().forEach(it -> client.resource(it).create());
        client.resource(Serialization.unmarshal(QUEUE, Queue.class)).create();
        node("n1", 2);
        shell = shell();
    }

    @AfterEach
    void stop() {
        shell.stop();
        client.close();
        server.close();
    }

    @Test
    void admitsAGangWhenAllOfItHasPlacesAndBindsItsPodsThere() {
        node("n2", 2);
        gang("one", 2, 2);

        group("one", it -> phase(it) == PodGroupPhase.INQUEUE);
        pod("one", 0, 2);
        pod("one", 1, 2);

        assertThat(bound("one", 0).getSpec().getNodeName())
                .isNotEqualTo(bound("one", 1).getSpec().getNodeName());
    }

    @Test
    void saysWhyAGangWaitsAndStartsItWhenThereIsRoom() {
        gang("big", 2, 2);

        var waiting = group("big", it -> condition(it) != null);
        assertThat(phase(waiting)).isEqualTo(PodGroupPhase.PENDING);
        assertThat(condition(waiting).message())
                .isEqualTo(
                        "The job asks for 4 example.com/gpu, and all nodes of the queue together"
                                + " have 2 example.com/gpu.");

        node("n2", 2);

        group("big", it -> phase(it) == PodGroupPhase.INQUEUE && condition(it) == null);
    }

    @Test
    void marksAGangThatNoNodeCouldHoldUntilOneComes() {
        gang("huge", 1, 4);

        var marked = group("huge", it -> unsatisfiable(it) != null);
        assertThat(unsatisfiable(marked).reason()).isEqualTo("never-fits");
        assertThat(unsatisfiable(marked).message())
                .isEqualTo(
                        "One pod asks for 4 example.com/gpu, and no node of the queue has more than"
                                + " 2 example.com/gpu.");

        node("n2", 4);

        group("huge", it -> phase(it) == PodGroupPhase.INQUEUE && unsatisfiable(it) == null);
    }

    @Test
    void aNodeThatRestsMayHoldItLater() {
        node("n2", 4);
        cordon("n2");
        gang("huge", 1, 4);

        var waiting = group("huge", it -> condition(it) != null);
        assertThat(unsatisfiable(waiting)).isNull();

        client.nodes().withName("n2").delete();
        group("huge", it -> unsatisfiable(it) != null);
    }

    @Test
    void tellsAPodThatExistsWhyItWaits() {
        gang("first", 1, 2);
        group("first", it -> phase(it) == PodGroupPhase.INQUEUE);
        pod("first", 0, 2);
        bound("first", 0);

        bare("second", 1);
        var waiting =
                pod("second")
                        .waitUntilCondition(
                                it -> it != null && scheduled(it, "False"), 20, TimeUnit.SECONDS);
        assertThat(waiting.getStatus().getConditions().getFirst().getReason())
                .isEqualTo("Unschedulable");
        assertThat(waiting.getStatus().getConditions().getFirst().getMessage())
                .contains("1 example.com/gpu");
        event("FailedScheduling", "second", "1 example.com/gpu");

        client.resources(Job.class).inNamespace("default").withName("first").delete();
        client.resources(PodGroup.class).inNamespace("default").withName("first").delete();
        pod("first-task0-0").withGracePeriod(0).delete();
        pod("second")
                .waitUntilCondition(
                        it -> it != null && scheduled(it, "True"), 20, TimeUnit.SECONDS);
        event("Scheduled", "second", "to n1");
    }

    @Test
    void aPlannedPlaceIsGivenToNobodyElse() {
        gang("first", 1, 2);
        group("first", it -> phase(it) == PodGroupPhase.INQUEUE);

        gang("second", 1, 1);
        group("second", it -> condition(it) != null);
        pod("first", 0, 2);

        assertThat(bound("first", 0).getSpec().getNodeName()).isEqualTo("n1");
        assertThat(
                        phase(
                                client.resources(PodGroup.class)
                                        .inNamespace("default")
                                        .withName("second")
                                        .get()))
                .isEqualTo(PodGroupPhase.PENDING);
    }

    @Test
    void aSuccessorGoesOnWhereTheDeadOneStopped() {
        gang("one", 1, 2);
        group("one", it -> phase(it) == PodGroupPhase.INQUEUE);
        shell.stop();

        pod("one", 0, 2);
        shell = shell();

        assertThat(bound("one", 0).getSpec().getNodeName()).isEqualTo("n1");
    }

    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
    }

    private SchedulerShell shell() {
        SchedulerShell started =
                new SchedulerShell(
                        client(), WRITER, PROPERTIES, new SimpleMeterRegistry(), Clock.systemUTC());
        started.start();
        return started;
    }

    private void node(String name, int gpus) {
        Map<String, Quantity> has =
                Map.of(
                        "cpu", new Quantity("8"),
                        "memory", new Quantity("8Gi"),
                        "pods", new Quantity("10"),
                        "example.com/gpu", new Quantity(String.valueOf(gpus)));
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pool", "a")
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(has)
                        .withAllocatable(has)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
        client.resource(node).create();
        client.resource(node).patchStatus();
    }

    private void gang(String name, int pods, int gpus) {
        String job =
                """
                apiVersion: batch.volcano.sh/v1alpha1
                kind: Job
                metadata: {name: %s, namespace: default}
                spec:
                  queue: pool
                  minAvailable: %d
                  tasks:
                  - name: task0
                    replicas: %d
                    template:
                      spec: {schedulerName: volcano, containers: [{name: c, image: i, resources: {limits: {example.com/gpu: %d}}}]}
                """
                        .formatted(name, pods, pods, gpus);
        String group =
                """
                apiVersion: scheduling.volcano.sh/v1beta1
                kind: PodGroup
                metadata: {name: %s, namespace: default}
                spec: {minMember: %d, queue: pool}
                """
                        .formatted(name, pods);
        client.resource(Serialization.unmarshal(job, Job.class)).create();
        client.resource(Serialization.unmarshal(group, PodGroup.class)).create();
    }

    /** Makes a pod as the controller does once the group is admitted. */
    private void pod(String gang, int index, int gpus) {
        String pod =
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s-task0-%d
                  namespace: default
                  annotations: {scheduling.k8s.io/group-name: %s}
                spec: {schedulerName: volcano, containers: [{name: c, image: i, resources: {limits: {example.com/gpu: %d}}}]}
                """
                        .formatted(gang, index, gang, gpus);
        client.resource(Serialization.unmarshal(pod, Pod.class)).create();
    }

    /** A pod that somebody made by hand, and the group that the controller gave it. */
    private void bare(String name, int gpus) {
        String group =
                """
                apiVersion: scheduling.volcano.sh/v1beta1
                kind: PodGroup
                metadata: {name: %s, namespace: default}
                spec: {minMember: 1, queue: pool}
                """
                        .formatted(name);
        String pod =
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: default
                  annotations: {scheduling.k8s.io/group-name: %s}
                spec: {schedulerName: volcano, containers: [{name: c, image: i, resources: {limits: {example.com/gpu: %d}}}]}
                """
                        .formatted(name, name, gpus);
        client.resource(Serialization.unmarshal(group, PodGroup.class)).create();
        client.resource(Serialization.unmarshal(pod, Pod.class)).create();
    }

    private PodResource pod(String name) {
        return client.pods().inNamespace("default").withName(name);
    }

    private void cordon(String node) {
        client.nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"unschedulable\":true}}");
    }

    private void event(String reason, String pod, String text) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(client.v1().events().inNamespace("default").list().getItems())
                                .anySatisfy(it -> {
                                    assertThat(it.getReason()).isEqualTo(reason);
                                    assertThat(it.getInvolvedObject().getKind()).isEqualTo("Pod");
                                    assertThat(it.getInvolvedObject().getName()).isEqualTo(pod);
                                    assertThat(it.getMessage()).contains(text);
                                }));
    }

    private static boolean scheduled(Pod pod, String status) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(it ->
                                it.getType().equals("PodScheduled")
                                        && it.getStatus().equals(status));
    }

    private Pod bound(String gang, int index) {
        return client.pods()
                .inNamespace("default")
                .withName(gang + "-task0-" + index)
                .waitUntilCondition(
                        it -> it != null && it.getSpec().getNodeName() != null,
                        20,
                        TimeUnit.SECONDS);
    }

    private PodGroup group(String name, Predicate<PodGroup> condition) {
        return client.resources(PodGroup.class)
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(it -> it != null && condition.test(it), 20, TimeUnit.SECONDS);
    }

    private static PodGroupPhase phase(PodGroup group) {
        return PodGroupStatus.of(group).phase();
    }

    private static PodGroupCondition unsatisfiable(PodGroup group) {
        return PodGroupStatus.of(group).condition(PodGroupCondition.UNSATISFIABLE);
    }

    private static PodGroupCondition condition(PodGroup group) {
        return PodGroupStatus.of(group).condition(PodGroupCondition.UNSCHEDULABLE);
    }
}
