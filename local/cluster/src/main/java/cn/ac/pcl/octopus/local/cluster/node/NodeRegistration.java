package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.LocalNodeOptions;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The Node object: made once, and kept alive by heartbeats. */
final class NodeRegistration {
    private final LocalNodeOptions options;
    private final KubernetesClient client;
    private final NodeResources resources;
    private String readySince;

    NodeRegistration(LocalNodeOptions options, KubernetesClient client, NodeResources resources) {
        this.options = options;
        this.client = client;
        this.resources = resources;
        this.readySince = now();
    }

    /** Makes the node, or takes it over. */
    void register() {
        Map<String, String> labels = new TreeMap<>(options.labels());
        labels.put("kubernetes.io/hostname", options.name());
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", architecture());
        Node found = client.nodes().withName(options.name()).get();
        if (found == null) {
            Node node =
                    new NodeBuilder()
                            .withNewMetadata()
                            .withName(options.name())
                            .withLabels(labels)
                            .endMetadata()
                            .build();
            client.resource(node).create();
        } else {
            ObjectNode patch = Json.object();
            labels.forEach(patch.putObject("metadata").putObject("labels")::put);
            client.nodes()
                    .withName(options.name())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
        }
        readySince = now();
    }

    /** Tells that the node is, or no longer is, ready; false when the node is gone. */
    boolean beat(boolean ready) {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        ObjectNode capacity = status.putObject("capacity");
        for (Map.Entry<String, Quantity> entry : resources.capacity().entrySet()) {
            capacity.put(entry.getKey(), entry.getValue().toString());
        }
        status.set("allocatable", capacity.deepCopy());
        ObjectNode condition = status.putArray("conditions").addObject();
        condition.put("type", "Ready");
        condition.put("status", ready ? "True" : "False");
        condition.put("reason", ready ? "NodeReady" : "NodeStopped");
        condition.put("message", ready ? "the node runs pods" : "the node was stopped");
        condition.put("lastHeartbeatTime", now());
        condition.put("lastTransitionTime", ready ? readySince : now());
        status.putArray("addresses")
                .add(address("InternalIP", NodeAgent.ADDRESS))
                .add(address("Hostname", options.name()));
        ObjectNode info = status.putObject("nodeInfo");
        for (String field :
                new String[] {
                    "bootID",
                    "kernelVersion",
                    "machineID",
                    "osImage",
                    "systemUUID",
                    "kubeProxyVersion"
                }) {
            info.put(field, "");
        }
        info.put("kernelVersion", System.getProperty("os.version"));
        info.put("architecture", architecture());
        info.put("operatingSystem", "linux");
        info.put("kubeletVersion", "octopus-local");
        info.put("containerRuntimeVersion", "process://1");
        return client.nodes()
                        .withName(options.name())
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString())
                != null;
    }

    private static ObjectNode address(String type, String value) {
        ObjectNode address = Json.object();
        address.put("type", type);
        address.put("address", value);
        return address;
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }

    private String now() {
        return options.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
