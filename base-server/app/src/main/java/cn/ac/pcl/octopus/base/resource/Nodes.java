package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NodeApi.NodeView;
import cn.ac.pcl.octopus.controller.crd.PodRequests;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The nodes of the cluster, what they have and what jobs take of it. */
@Component
class Nodes {
    private static final String RUNNING = "Running";

    private final KubernetesClient kubernetes;
    private final NodeLabels labels;
    private final ResourceProperties properties;

    Nodes(KubernetesClient kubernetes, NodeLabels labels, ResourceProperties properties) {
        this.kubernetes = kubernetes;
        this.labels = labels;
        this.properties = properties;
    }

    List<NodeView> list() {
        try {
            var pods =
                    kubernetes
                            .pods()
                            .inAnyNamespace()
                            .withLabel(VolcanoNames.JOB_NAME)
                            .list()
                            .getItems();
            return views(labels.nodes(), pods, properties.ignored());
        } catch (KubernetesClientException e) {
            throw new Refusal(ErrorCode.NODE_LIST_FAILED, "The cluster does not answer", e);
        }
    }

    static List<NodeView> views(
            Collection<Node> nodes, Collection<Pod> pods, Collection<String> ignored) {
        var asked = new HashMap<String, Map<String, BigDecimal>>();
        for (var pod : pods) {
            if (pod.getStatus() != null
                    && RUNNING.equals(pod.getStatus().getPhase())
                    && pod.getSpec().getNodeName() != null) {
                add(asked.computeIfAbsent(pod.getSpec().getNodeName(), n -> new HashMap<>()), pod);
            }
        }
        return nodes.stream()
                .map(node ->
                        view(
                                node,
                                asked.getOrDefault(node.getMetadata().getName(), Map.of()),
                                ignored))
                .sorted(Comparator.comparing(NodeView::name))
                .toList();
    }

    private static void add(Map<String, BigDecimal> sums, Pod pod) {
        PodRequests.of(pod.getSpec())
                .forEach((name, amount) -> sums.merge(name, amount, BigDecimal::add));
    }

    private static NodeView view(
            Node node, Map<String, BigDecimal> asked, Collection<String> ignored) {
        var capacity = new TreeMap<String, String>();
        var allocated = new TreeMap<String, String>();
        Resources.capacity(node)
                .forEach((name, quantity) -> {
                    if (!ignored.contains(name) && Quantities.amount(quantity).signum() != 0) {
                        capacity.put(name, quantity.toString());
                        allocated.put(
                                name,
                                Quantities.text(
                                        asked.getOrDefault(name, BigDecimal.ZERO),
                                        name.equals(Resource.MEMORY)));
                    }
                });
        return new NodeView(
                node.getMetadata().getName(),
                address(node),
                isReady(node) ? "Ready" : "NotReady",
                NodeLabels.poolsOf(node),
                capacity,
                allocated);
    }

    private static String address(Node node) {
        var status = node.getStatus();
        return status == null || status.getAddresses() == null
                ? ""
                : status.getAddresses().stream()
                        .filter(a -> "InternalIP".equals(a.getType()))
                        .map(a -> a.getAddress())
                        .findFirst()
                        .orElse("");
    }

    private static boolean isReady(Node node) {
        var status = node.getStatus();
        return status != null
                && status.getConditions() != null
                && status.getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }
}
