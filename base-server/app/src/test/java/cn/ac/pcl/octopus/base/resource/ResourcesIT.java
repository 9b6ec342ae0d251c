package cn.ac.pcl.octopus.base.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.ResourceApi.NewResource;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.base.testing.TestCalls.Answer;
import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import cn.ac.pcl.octopus.identity.Caller;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

@ServiceTest
class ResourcesIT {
    private final TestCalls calls;
    private final KubernetesClient kubernetes;
    private final ResourceDiscovery discovery;
    private final Specs specs;
    private final Pools pools;
    private final ResourceRepository resources;
    private final SpecRepository stored;
    private final ResourceProperties properties;
    private final ObjectProvider<PoolUse> uses;
    private final ClusterClientProperties writer;
    private final JsonMapper json;
    private final String name = "n" + UUID.randomUUID().toString().substring(0, 12);
    private Caller admin = Caller.nobody("test");

    @Autowired
    ResourcesIT(
            TestCalls calls,
            KubernetesClient kubernetes,
            ResourceDiscovery discovery,
            Specs specs,
            Pools pools,
            ResourceRepository resources,
            SpecRepository stored,
            ResourceProperties properties,
            ObjectProvider<PoolUse> uses,
            ClusterClientProperties writer,
            JsonMapper json) {
        this.calls = calls;
        this.kubernetes = kubernetes;
        this.discovery = discovery;
        this.specs = specs;
        this.pools = pools;
        this.resources = resources;
        this.stored = stored;
        this.properties = properties;
        this.uses = uses;
        this.writer = writer;
        this.json = json;
    }

    @BeforeEach
    void discover() {
        admin = calls.administrator();
        discovery.run();
    }

    @Test
    void findsTheResourcesOfTheNodesAndSharedMemory() {
        var resources = calls.get(admin, "/resources").json();
        assertThat(resources.findValuesAsString("name"))
                .contains("cpu", "memory", "shm", "nvidia.com/gpu")
                .doesNotContain("pods");
        for (var resource : resources) {
            if (resource.path("name").asString().equals("nvidia.com/gpu")) {
                assertThat(resource.path("bindingNodes").toString()).isEqualTo("[\"node-2\"]");
            }
        }
    }

    @Test
    void putsNewNodesIntoTheDefaultPoolOnce() {
        assertThat(poolsOf("node-1")).contains("common-pool");
        var queue = kubernetes.resources(Queue.class).withName("common-pool").get();
        assertThat(queue.getSpec().nodeSelector())
                .containsEntry("openi.octopus.resourcepool.common-pool", "bound");
        calls.call(
                admin,
                "PUT",
                "/pools/common-pool",
                Map.of("desc", "", "bindingNodes", List.of("node-2")));
        discovery.run();
        assertThat(poolsOf("node-1")).doesNotContain("common-pool");
        calls.call(
                admin,
                "PUT",
                "/pools/common-pool",
                Map.of("desc", "", "bindingNodes", List.of("node-1", "node-2")));
        assertThat(poolsOf("node-1")).contains("common-pool");
    }

    @Test
    void leavesADefaultPoolAsItIsThatIsClosedForAWhile() {
        var queue = kubernetes.resources(Queue.class).withName("common-pool");
        var update = Map.of("desc", "ours", "bindingNodes", List.of("node-1", "node-2"));
        assertThat(calls.call(admin, "PUT", "/pools/common-pool", update).status()).isEqualTo(200);
        var before = queue.get().getMetadata().getAnnotations();

        become(QueueState.CLOSED);
        discovery.run();
        become(QueueState.OPEN);
        assertThat(queue.get().getMetadata().getAnnotations()).isEqualTo(before);
    }

    private void become(QueueState state) {
        kubernetes
                .resources(Queue.class)
                .withName("common-pool")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        kubernetes
                                .getKubernetesSerialization()
                                .asJson(Map.of("status", new QueueStatus(state, 0, 0, 0, 0))));
    }

    @Test
    void makesACustomResourceOfLabelledNodes() {
        var created =
                calls.post(
                        admin,
                        "/resources",
                        Map.of(
                                "name",
                                name,
                                "desc",
                                "fast ones",
                                "resourceRef",
                                "nvidia.com/gpu",
                                "bindingNodes",
                                List.of("node-2")));
        assertThat(created.status()).isEqualTo(200);
        assertThat(labels("node-2")).containsEntry("openi.octopus.resource." + name, "bound");
        assertThat(
                        calls.post(
                                        admin,
                                        "/resources",
                                        Map.of("name", name, "resourceRef", "nvidia.com/gpu"))
                                .code())
                .isEqualTo("resource.exists");
        var spec = newSpec(Map.of(name, "2", "cpu", "1", "memory", "4Gi", "shm", "1Gi"));
        assertThat(spec.status()).as(spec.text()).isEqualTo(200);
        var shape = specs.shapeOf(specs.get(spec.json().path("id").asString()));
        assertThat(shape.resources())
                .containsOnly(
                        Map.entry("nvidia.com/gpu", new Quantity("2")),
                        Map.entry("cpu", new Quantity("1")),
                        Map.entry("memory", new Quantity("4Gi")));
        assertThat(shape.shm()).isEqualTo(new Quantity("1Gi"));
        assertThat(shape.nodeSelector())
                .containsOnly(Map.entry("openi.octopus.resource." + name, "bound"));
        var path = "/resources/" + created.json().path("id").asString();
        assertThat(calls.call(admin, "DELETE", path, null).code())
                .isEqualTo("resource.delete-failed");
        calls.call(admin, "DELETE", "/specs/" + spec.json().path("id").asString(), null);
        assertThat(calls.call(admin, "DELETE", path, null).status()).isEqualTo(200);
        assertThat(labels("node-2")).doesNotContainKey("openi.octopus.resource." + name);
    }

    @Test
    void leavesNothingBehindWhenANodeIsUnknown() {
        var resource =
                Map.of(
                        "name",
                        name,
                        "resourceRef",
                        "nvidia.com/gpu",
                        "bindingNodes",
                        List.of("node-1", "node-9"));
        assertThat(calls.post(admin, "/resources", resource).code())
                .isEqualTo("resource.create-failed");
        assertThat(calls.get(admin, "/resources").text()).doesNotContain(name);
        var pool = Map.of("name", name, "bindingNodes", List.of("node-1", "node-9"));
        assertThat(calls.post(admin, "/pools", pool).code()).isEqualTo("pool.create-failed");
        assertThat(labels("node-1")).doesNotContainKey("openi.octopus.resourcepool." + name);
        assertThat(kubernetes.resources(Queue.class).withName(name).get()).isNull();
    }

    @Test
    void refusesSpecsThatMakeNoSense() {
        for (var quantities :
                List.of(
                        Map.of("unicorns", "1"),
                        Map.of("cpu", "-1"),
                        Map.of("cpu", "many"),
                        Map.of("nvidia.com/gpu", "0.5"),
                        Map.of("shm", "1Gi"),
                        Map.of("memory", "1Gi", "shm", "600Mi"))) {
            assertThat(newSpec(quantities).code())
                    .as(quantities.toString())
                    .isEqualTo("spec.create-failed");
        }
        assertThat(newSpec(Map.of()).code()).isEqualTo("invalid-request");
        var negative = Map.of("name", name, "price", -1, "resourceQuantity", Map.of("cpu", "1"));
        assertThat(calls.post(admin, "/specs", negative).code()).isEqualTo("invalid-request");
    }

    @Test
    void makesAPoolThatOffersSpecsToItsWorkspace() {
        var spec = newSpec(Map.of("cpu", "1", "memory", "1Gi")).json().path("id").asString();
        var groups = Map.of("train", Map.of("resourceSpecIds", List.of(spec)));
        var pool =
                Map.of(
                        "name",
                        name,
                        "desc",
                        "a pool",
                        "bindingNodes",
                        List.of("node-1"),
                        "mapResourceSpecIdList",
                        groups);
        assertThat(calls.post(admin, "/pools", pool).status()).isEqualTo(200);
        assertThat(calls.post(admin, "/pools", pool).code()).isEqualTo("pool.create-failed");
        assertThat(pools.trainingSpecs(name)).contains(spec);
        var listed = calls.get(admin, "/pools").json();
        assertThat(listed.findValuesAsString("id")).contains(name, "common-pool");

        var user = calls.newUser();
        var workspace =
                Map.of("name", "Team", "resourcePoolId", name, "userIds", List.of(user.userId()));
        var created = calls.post(admin, "/workspaces", workspace);
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        assertThat(calls.post(admin, "/workspaces", workspace).code())
                .isEqualTo("workspace.pool-taken");
        var workspaceId = created.json().path("id").asString();
        var offered =
                calls.get(Caller.user(user.userId(), workspaceId, "test"), "/specs/offered")
                        .json()
                        .path("mapResourceSpecIdList");
        assertThat(offered.path("train").path("resourceSpecs").path(0).path("id").asString())
                .isEqualTo(spec);
        assertThat(offered.path("debug").path("resourceSpecs").isArray()).isTrue();
        assertThat(offered.path("debug").path("resourceSpecs").isEmpty()).isTrue();

        assertThat(calls.call(admin, "DELETE", "/specs/" + spec, null).code())
                .isEqualTo("spec.delete-failed");
        assertThat(calls.call(admin, "DELETE", "/pools/" + name, null).code())
                .isEqualTo("pool.delete-failed");
        calls.call(admin, "DELETE", "/workspaces/" + workspaceId, null);
        assertThat(calls.call(admin, "DELETE", "/pools/" + name, null).status()).isEqualTo(200);
        assertThat(labels("node-1")).doesNotContainKey("openi.octopus.resourcepool." + name);
        assertThat(calls.call(admin, "DELETE", "/specs/" + spec, null).status()).isEqualTo(200);
    }

    @Test
    void refusesPoolsOfUnknownSpecsAndTheDefaultPoolsEnd() {
        var pool =
                Map.of(
                        "name",
                        name,
                        "mapResourceSpecIdList",
                        Map.of("train", Map.of("resourceSpecIds", List.of("ghost"))));
        assertThat(calls.post(admin, "/pools", pool).code()).isEqualTo("pool.spec-not-found");
        assertThat(calls.call(admin, "DELETE", "/pools/common-pool", null).code())
                .isEqualTo("pool.delete-failed");
        assertThat(calls.call(admin, "DELETE", "/pools/ghost", null).code())
                .isEqualTo("pool.not-found");
        assertThatThrownBy(() -> pools.requireExists("ghost")).isInstanceOf(Refusal.class);
        assertThat(calls.post(admin, "/pools", Map.of("name", "Not_A_Label")).code())
                .isEqualTo("invalid-request");
    }

    @Test
    void showsWhatRunningJobsTakeOfANode() {
        kubernetes
                .pods()
                .inNamespace("default")
                .resource(
                        new PodBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .addToLabels("volcano.sh/job-name", name)
                                .endMetadata()
                                .withNewSpec()
                                .withNodeName("node-2")
                                .addNewContainer()
                                .withName("main")
                                .withImage("image")
                                .withNewResources()
                                .addToRequests("cpu", new Quantity("1500m"))
                                .addToRequests("memory", new Quantity("2Gi"))
                                .endResources()
                                .endContainer()
                                .endSpec()
                                .build())
                .create();
        kubernetes
                .pods()
                .inNamespace("default")
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"phase\":\"Running\"}}");
        for (var node : calls.get(admin, "/nodes").json()) {
            if (node.path("name").asString().equals("node-2")) {
                assertThat(node.path("ip").asString()).isEqualTo("10.0.0.1");
                assertThat(node.path("status").asString()).isEqualTo("Ready");
                assertThat(node.path("capacity").path("nvidia.com/gpu").asString()).isEqualTo("4");
                assertThat(node.path("allocated").path("cpu").asString()).isEqualTo("1500m");
                assertThat(node.path("allocated").path("memory").asString()).isEqualTo("2Gi");
                assertThat(node.path("allocated").path("nvidia.com/gpu").asString()).isEqualTo("0");
                assertThat(node.path("capacity").has("pods")).isFalse();
            }
        }
    }

    @Test
    void saysWhichListFailedWithoutTheCluster() {
        var config =
                new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:1")
                        .withRequestRetryBackoffLimit(0)
                        .build();
        try (var gone = new KubernetesClientBuilder().withConfig(config).build()) {
            var labels = new NodeLabels(gone, writer, json);
            isRefused(
                    ErrorCode.RESOURCE_LIST_FAILED,
                    new Resources(resources, stored, labels, properties, Clock.systemUTC())::list);
            isRefused(
                    ErrorCode.POOL_LIST_FAILED,
                    new Pools(new Queues(gone, writer, json), labels, uses, properties)::list);
        }
    }

    /** Not even for a moment: the scheduler sees every change of a label. */
    @Test
    void takesNoNodeFromThePoolThatHasTheName() {
        calls.post(admin, "/pools", Map.of("name", name, "bindingNodes", List.of("node-1")));
        var before = version("node-1");
        assertThat(calls.post(admin, "/pools", Map.of("name", name)).code())
                .isEqualTo("pool.create-failed");
        assertThat(version("node-1")).isEqualTo(before);
        assertThat(calls.call(admin, "DELETE", "/pools/" + name, null).status()).isEqualTo(200);
    }

    @Test
    void keepsNoPoolWhoseNodesCannotBeLabelled() {
        var broken =
                new Pools(new Queues(kubernetes, writer, json), unlabelled(), uses, properties);
        var wanted = new Pool(name, "", Map.of());
        assertThatThrownBy(() -> broken.create(wanted, List.of("node-1")))
                .hasMessage("the cluster has gone");
        assertThat(kubernetes.resources(Queue.class).withName(name).get()).isNull();
    }

    @Test
    void keepsNoResourceWhoseNodesCannotBeLabelled() {
        var broken = new Resources(resources, stored, unlabelled(), properties, Clock.systemUTC());
        var wanted = new NewResource(name, "", "cpu", List.of());
        assertThatThrownBy(() -> broken.create(wanted)).hasMessage("the cluster has gone");
        assertThat(resources.findByNameIn(List.of(name))).isEmpty();
    }

    private static void isRefused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(call)
                .extracting(Refusal::code)
                .isEqualTo(code);
    }

    @Test
    void answersAnUnknownSpecAndAPageBeyondAll() {
        assertThat(calls.call(admin, "DELETE", "/specs/ghost", null).code())
                .isEqualTo("spec.delete-failed");
        assertThat(
                        calls.post(
                                        admin,
                                        "/specs/search",
                                        Map.of("pageIndex", Integer.MAX_VALUE, "pageSize", 1000))
                                .code())
                .isEqualTo("invalid-request");
    }

    private Answer newSpec(Map<String, String> quantities) {
        return calls.post(
                admin,
                "/specs",
                Map.of("name", UUID.randomUUID(), "price", 3, "resourceQuantity", quantities));
    }

    /** Labels that a cluster does not take. */
    private NodeLabels unlabelled() {
        return new NodeLabels(kubernetes, writer, json) {
            @Override
            void assign(String label, Collection<String> wanted, Collection<Node> nodes) {
                throw new KubernetesClientException("the cluster has gone");
            }
        };
    }

    private String version(String node) {
        return kubernetes.nodes().withName(node).get().getMetadata().getResourceVersion();
    }

    private Map<String, String> labels(String node) {
        return kubernetes.nodes().withName(node).get().getMetadata().getLabels();
    }

    private List<String> poolsOf(String node) {
        return NodeLabels.poolsOf(kubernetes.nodes().withName(node).get());
    }
}
