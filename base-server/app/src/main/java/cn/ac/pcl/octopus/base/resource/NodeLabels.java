package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The labels by which nodes belong to pools and have custom resources. */
@Component
class NodeLabels {
    static final String BOUND = "bound";

    private static final String POOL = "openi.octopus.resourcepool.";
    private static final String RESOURCE = "openi.octopus.resource.";

    /**
     * Says that a node was put into the default pool once; whoever takes it out has the last word.
     */
    private static final String WELCOMED = "octopus.pcl.ac.cn/welcomed";

    private final KubernetesClient kubernetes;
    private final String fieldManager;
    private final JsonMapper json;

    NodeLabels(KubernetesClient kubernetes, ClusterClientProperties writer, JsonMapper json) {
        this.kubernetes = kubernetes;
        this.fieldManager = writer.fieldManager();
        this.json = json;
    }

    static String ofPool(String pool) {
        return POOL + pool;
    }

    static String ofResource(String resource) {
        return RESOURCE + resource;
    }

    List<Node> nodes() {
        return kubernetes.nodes().list().getItems();
    }

    /** Sorted names of the nodes that carry a label. */
    static List<String> carrying(String label, Collection<Node> nodes) {
        return nodes.stream()
                .filter(node -> BOUND.equals(labels(node).get(label)))
                .map(node -> node.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** Sorted names of the pools that a node is in. */
    static List<String> poolsOf(Node node) {
        return labels(node).entrySet().stream()
                .filter(label -> label.getKey().startsWith(POOL) && BOUND.equals(label.getValue()))
                .map(label -> label.getKey().substring(POOL.length()))
                .sorted()
                .toList();
    }

    static boolean isNew(Node node) {
        var annotations = node.getMetadata().getAnnotations();
        return annotations == null || !annotations.containsKey(WELCOMED);
    }

    /** The wanted names that no node has, sorted. */
    static Set<String> unknown(Collection<String> wanted, Collection<Node> nodes) {
        var missing = new TreeSet<>(wanted);
        nodes.forEach(node -> missing.remove(node.getMetadata().getName()));
        return missing;
    }

    /**
     * Has exactly the wanted nodes carry a label. When a node cannot be changed, those changed
     * before are changed back, as far as the cluster lets us.
     */
    void assign(String label, Collection<String> wanted, Collection<Node> nodes) {
        var carrying = Set.copyOf(carrying(label, nodes));
        var change = new HashMap<String, @Nullable String>();
        for (var node : nodes) {
            var name = node.getMetadata().getName();
            if (wanted.contains(name) != carrying.contains(name)) {
                change.put(name, wanted.contains(name) ? BOUND : null);
            }
        }
        var done = new HashMap<String, @Nullable String>();
        try {
            change.forEach((node, value) -> {
                set(node, label, value);
                done.put(node, value == null ? BOUND : null);
            });
        } catch (RuntimeException e) {
            restore(label, done, e);
            throw e;
        }
    }

    /** Puts a node into a pool and notes that it was put there once. */
    void welcome(String node, String pool) {
        patch(
                node,
                Map.of(
                        "labels", Map.of(ofPool(pool), BOUND),
                        "annotations", Map.of(WELCOMED, "true")));
    }

    private void restore(
            String label, Map<String, @Nullable String> before, RuntimeException failure) {
        before.forEach((node, value) -> {
            try {
                set(node, label, value);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        });
    }

    private void set(String node, String label, @Nullable String value) {
        var labels = new HashMap<String, @Nullable String>();
        labels.put(label, value);
        patch(node, Map.of("labels", labels));
    }

    private void patch(String node, Map<String, ?> metadata) {
        kubernetes
                .nodes()
                .withName(node)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(fieldManager)
                                .build(),
                        json.writeValueAsString(Map.of("metadata", metadata)));
    }

    private static Map<String, String> labels(Node node) {
        var labels = node.getMetadata().getLabels();
        return labels == null
                ? Map.of()
                : labels.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
