package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.document.NameForm;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import java.util.ArrayList;
import java.util.List;
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
            causes.add(new Cause("FieldValueRequired", "Required value", field));
        }
    }

    /** What holds for the field; the message says so, or how it is not. */
    void hold(boolean rule, String field, String message) {
        if (!rule) {
            causes.add(new Cause("FieldValueInvalid", "Invalid value: " + message, field));
        }
    }

    void form(String field, String value, NameForm form) {
        hold(form.fits(value), field, "\"%s\": %s".formatted(value, form.rule()));
    }

    /** Keys and values are those of labels. */
    void labels(String field, JsonNode labels) {
        labels.forEachEntry((key, value) -> {
            form(field, key, NameForm.QUALIFIED_NAME);
            form(field, value.asString(""), NameForm.LABEL_VALUE);
        });
    }

    /** The part has a name that is a label, and that none of the others has. */
    void named(String field, JsonNode part, Set<String> others) {
        String name = Json.text(part, "name");
        form(field, name, NameForm.LABEL);
        if (!others.add(name)) {
            String message = "Duplicate value: \"%s\"".formatted(name);
            causes.add(new Cause("FieldValueDuplicate", message, field));
        }
    }
}
