package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The forms in which one stored object is served: custom types under each of their versions, events
 * as `v1` (the stored form) and as `events.k8s.io/v1`.
 */
final class Views {
    private static final Map<String, String> STORED_BY_SERVED =
            Map.of(
                    "regarding", "involvedObject",
                    "note", "message",
                    "deprecatedSource", "source",
                    "deprecatedFirstTimestamp", "firstTimestamp",
                    "deprecatedLastTimestamp", "lastTimestamp",
                    "deprecatedCount", "count",
                    "reportingController", "reportingComponent");

    private Views() {}

    static byte[] json(ResourceType type, StoredObject object) {
        return isStoredForm(type, object.document())
                ? object.json()
                : Json.bytes(document(type, object.document()));
    }

    /** The stored document as the type serves it. */
    static ObjectNode document(ResourceType type, ObjectNode stored) {
        if (isStoredForm(type, stored)) {
            return stored;
        }
        ObjectNode served = Json.object();
        served.put("apiVersion", type.apiVersion());
        for (Map.Entry<String, JsonNode> field : stored.properties()) {
            if (!field.getKey().equals("apiVersion")) {
                served.set(servedName(type, field.getKey()), field.getValue());
            }
        }
        return served;
    }

    /** A document that a client sends, in the form in which the type is stored. */
    static ObjectNode stored(ResourceType type, ObjectNode served) {
        if (!isEventView(type)) {
            return served;
        }
        ObjectNode stored = Json.object();
        for (Map.Entry<String, JsonNode> field : served.properties()) {
            stored.set(
                    STORED_BY_SERVED.getOrDefault(field.getKey(), field.getKey()),
                    field.getValue());
        }
        return stored;
    }

    private static boolean isStoredForm(ResourceType type, ObjectNode document) {
        return type.apiVersion().equals(Json.text(document, "apiVersion"));
    }

    private static boolean isEventView(ResourceType type) {
        return type.id().equals(BuiltInTypes.EVENTS) && !type.group().isEmpty();
    }

    private static String servedName(ResourceType type, String stored) {
        if (!isEventView(type)) {
            return stored;
        }
        for (Map.Entry<String, String> name : STORED_BY_SERVED.entrySet()) {
            if (name.getValue().equals(stored)) {
                return name.getKey();
            }
        }
        return stored;
    }
}
