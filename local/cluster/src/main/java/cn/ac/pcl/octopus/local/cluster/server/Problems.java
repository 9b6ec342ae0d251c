package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.document.NameForm;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** All that is wrong with a document: whoever sent it is told at once. */
final class Problems {
    private final List<Cause> causes = new ArrayList<>();

    /** Throws 422 with all that was found, if anything was. */
    void conclude(ResourceType type, JsonNode document) {
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(type, Metadata.name(document), causes);
        }
    }

    /** The field is given. */
    void required(String field, JsonNode value) {
        if (Json.isBlank(value)) {
            add("Required", field, "Required value");
        }
    }

    /** The field is left out, or one of these. */
    void oneOf(String field, JsonNode value, List<String> supported) {
        String text = value.asString("");
        if (!text.isEmpty() && !supported.contains(text)) {
            add(
                    "NotSupported",
                    field,
                    "Unsupported value: \"%s\": supported values: %s".formatted(text, supported));
        }
    }

    void form(String field, String value, NameForm form) {
        if (!form.fits(value)) {
            invalid(field, value, form.rule());
        }
    }

    /** Keys and values are those of labels. */
    void labels(String field, JsonNode labels) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            form(field, label.getKey(), NameForm.QUALIFIED_NAME);
            form(field, label.getValue().asString(""), NameForm.LABEL_VALUE);
        }
    }

    /** The part has a name that is a label, and that none of the others has. */
    void named(String field, JsonNode part, Set<String> others) {
        String name = Json.text(part, "name");
        form(field, name, NameForm.LABEL);
        if (!others.add(name)) {
            add("Duplicate", field, "Duplicate value: \"%s\"".formatted(name));
        }
    }

    /** Whatever else holds for a value. */
    void hold(boolean rule, String field, String value, String message) {
        if (!rule) {
            invalid(field, value, message);
        }
    }

    private void invalid(String field, String value, String rule) {
        add("Invalid", field, "Invalid value: \"%s\": %s".formatted(value, rule));
    }

    void add(String problem, String field, String message) {
        causes.add(new Cause("FieldValue" + problem, message, field));
    }
}
