package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The values that the server fills in where a document leaves them out. */
final class Defaults {
    private Defaults() {}

    /** Fills in what every write of the type fills in. Applying it twice changes nothing. */
    static void apply(ResourceType type, ObjectNode document) {
        switch (type.id()) {
            case BuiltInTypes.PODS -> pod(document.withObjectProperty("spec"));
            case BuiltInTypes.NAMESPACES -> {
                Metadata.of(document)
                        .withObjectProperty("labels")
                        .put("kubernetes.io/metadata.name", Metadata.name(document));
            }
            case "services" -> service(document.withObjectProperty("spec"));
            case "secrets" -> secret(document);
            case BuiltInTypes.VOLUMES -> {
                ObjectNode spec = document.withObjectProperty("spec");
                absent(spec, "persistentVolumeReclaimPolicy", "Retain");
                absent(spec, "volumeMode", "Filesystem");
            }
            case BuiltInTypes.CLAIMS ->
                    absent(document.withObjectProperty("spec"), "volumeMode", "Filesystem");
            case BuiltInTypes.PRIORITY_CLASSES ->
                    absent(document, "preemptionPolicy", "PreemptLowerPriority");
            default -> {}
        }
    }

    /** The status that a new object starts with, whatever its creator wrote there. */
    static void initialStatus(ResourceType type, ObjectNode document) {
        switch (type.id()) {
            case BuiltInTypes.PODS -> {
                ObjectNode status = Json.object();
                status.put("phase", "Pending");
                status.put("qosClass", qosClass(document.path("spec")));
                document.set("status", status);
            }
            case BuiltInTypes.NAMESPACES -> {
                document.putObject("status").put("phase", "Active");
                document.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
            }
            case BuiltInTypes.VOLUMES, BuiltInTypes.CLAIMS ->
                    document.putObject("status").put("phase", "Pending");
            case "services" -> document.putObject("status").putObject("loadBalancer");
            case BuiltInTypes.NODES -> {
                // A node registers itself together with its status.
            }
            default -> {
                if (type.has(Trait.STATUS)) {
                    document.remove("status");
                }
            }
        }
    }

    private static void pod(ObjectNode spec) {
        absent(spec, "restartPolicy", "Always");
        absent(spec, "dnsPolicy", "ClusterFirst");
        absent(spec, "schedulerName", "default-scheduler");
        absent(spec, "serviceAccountName", "default");
        absent(spec, "serviceAccount", Json.text(spec, "serviceAccountName"));
        absent(spec, "preemptionPolicy", "PreemptLowerPriority");
        absent(spec, "terminationGracePeriodSeconds", 30);
        absent(spec, "priority", 0);
        absent(spec, "enableServiceLinks", true);
        spec.putIfAbsent("securityContext", Json.object());
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) {
                if (container instanceof ObjectNode object) {
                    container(object);
                }
            }
        }
        for (JsonNode volume : spec.path("volumes")) {
            for (String source : List.of("configMap", "secret", "projected", "downwardAPI")) {
                if (volume.path(source) instanceof ObjectNode object) {
                    absent(object, "defaultMode", 420);
                }
            }
        }
    }

    private static void container(ObjectNode container) {
        String image = Json.text(container, "image");
        boolean latest =
                image.endsWith(":latest") || image.lastIndexOf(':') <= image.lastIndexOf('/');
        absent(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
        absent(container, "terminationMessagePath", "/dev/termination-log");
        absent(container, "terminationMessagePolicy", "File");
        ObjectNode resources = container.withObjectProperty("resources");
        if (resources.path("limits") instanceof ObjectNode limits && !limits.isEmpty()) {
            ObjectNode requests = resources.withObjectProperty("requests");
            for (Map.Entry<String, JsonNode> limit : limits.properties()) {
                requests.putIfAbsent(limit.getKey(), limit.getValue());
            }
        }
        for (JsonNode port : container.path("ports")) {
            absent((ObjectNode) port, "protocol", "TCP");
        }
        for (JsonNode variable : container.path("env")) {
            if (Json.at(variable, "valueFrom", "fieldRef") instanceof ObjectNode field) {
                absent(field, "apiVersion", "v1");
            }
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.path(probe) instanceof ObjectNode object) {
                absent(object, "timeoutSeconds", 1);
                absent(object, "periodSeconds", 10);
                absent(object, "successThreshold", 1);
                absent(object, "failureThreshold", 3);
                if (object.path("httpGet") instanceof ObjectNode http) {
                    absent(http, "path", "/");
                    absent(http, "scheme", "HTTP");
                }
            }
        }
    }

    private static void service(ObjectNode spec) {
        absent(spec, "type", "ClusterIP");
        absent(spec, "sessionAffinity", "None");
        for (JsonNode port : spec.path("ports")) {
            absent((ObjectNode) port, "protocol", "TCP");
            ((ObjectNode) port).putIfAbsent("targetPort", port.path("port"));
        }
    }

    private static void secret(ObjectNode document) {
        absent(document, "type", "Opaque");
        if (document.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = document.withObjectProperty("data");
            for (Map.Entry<String, JsonNode> text : texts.properties()) {
                byte[] bytes = text.getValue().asString("").getBytes(StandardCharsets.UTF_8);
                data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private static String qosClass(JsonNode spec) {
        boolean any = false;
        boolean guaranteed = true;
        for (JsonNode container : spec.path("containers")) {
            JsonNode requests = Json.at(container, "resources", "requests");
            JsonNode limits = Json.at(container, "resources", "limits");
            for (String resource : List.of("cpu", "memory")) {
                boolean limited = limits.has(resource);
                any |= limited || requests.has(resource);
                guaranteed &= limited && limits.path(resource).equals(requests.path(resource));
            }
        }
        return guaranteed ? "Guaranteed" : any ? "Burstable" : "BestEffort";
    }

    private static void absent(ObjectNode object, String field, String value) {
        if (Json.isBlank(object.path(field))) {
            object.put(field, value);
        }
    }

    private static void absent(ObjectNode object, String field, int value) {
        if (Json.isBlank(object.path(field))) {
            object.put(field, value);
        }
    }

    private static void absent(ObjectNode object, String field, boolean value) {
        if (Json.isBlank(object.path(field))) {
            object.put(field, value);
        }
    }
}
