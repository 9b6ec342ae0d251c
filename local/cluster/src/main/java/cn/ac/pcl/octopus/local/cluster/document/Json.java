package cn.ac.pcl.octopus.local.cluster.document;

import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** How this module reads, writes and walks JSON trees. */
public final class Json {
    /** Plain ASCII: fabric8's fallback watch sees NULs behind whatever takes several bytes. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static JsonNode parse(byte[] json) {
        return MAPPER.readTree(json);
    }

    public static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    public static JsonNode parseYaml(byte[] yaml) {
        return YAML.readTree(yaml);
    }

    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** The node at the end of the path, or a missing node. */
    public static JsonNode at(JsonNode node, String... path) {
        JsonNode here = node;
        for (String step : path) {
            here = here.path(step);
        }
        return here;
    }

    /** The text at the end of the path, or the empty string. */
    public static String text(JsonNode node, String... path) {
        return at(node, path).stringValue("");
    }

    /** The target with a merge patch (RFC 7386) laid over it; neither argument is changed. */
    public static JsonNode merged(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch.deepCopy();
        }
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : object();
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getValue().isNull()) {
                result.remove(change.getKey());
            } else {
                result.set(
                        change.getKey(), merged(result.path(change.getKey()), change.getValue()));
            }
        }
        return result;
    }

    /** Makes a field of one object what it is, or is not, in another. */
    public static void copy(JsonNode from, ObjectNode to, String field) {
        JsonNode value = from.path(field);
        if (value.isMissingNode()) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    /** A `Status` document without a reason. */
    public static ObjectNode status(String outcome, int code) {
        ObjectNode status = object();
        status.put("kind", "Status");
        status.put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", outcome);
        status.put("code", code);
        return status;
    }

    /** Whether the array holds this text. */
    public static boolean holds(JsonNode array, String text) {
        for (JsonNode item : array) {
            if (item.stringValue("").equals(text)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the value counts as not given: missing, null, or an empty object, array or text. */
    public static boolean isBlank(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isContainer() && node.isEmpty())
                || (node.isString() && node.stringValue("").isEmpty());
    }
}
