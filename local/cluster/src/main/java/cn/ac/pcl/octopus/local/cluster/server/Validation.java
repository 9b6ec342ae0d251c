package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.document.NameForm;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server refuses with 422: bad names and labels, pods that no node can run. */
final class Validation {
    private final List<Cause> causes = new ArrayList<>();

    private Validation() {}

    /** Throws 422 with all that is wrong, if anything is. */
    static void check(ResourceType type, ObjectNode document) {
        Validation validation = new Validation();
        validation.metadata(type, document);
        if (type.id().equals(BuiltInTypes.PODS)) {
            validation.pod(document.path("spec"));
        }
        if (type.id().equals(BuiltInTypes.DEFINITIONS)) {
            validation.definition(Metadata.name(document), document.path("spec"));
        }
        if (type.id().equals(BuiltInTypes.SECRETS) && document.has("stringData")) {
            validation.add("Forbidden", "stringData", "this server takes `data` only");
        }
        validation.conclude(type, document);
    }

    /** Throws 422 where an update changes what an object keeps for life. */
    static void checkUpdate(ResourceType type, ObjectNode before, ObjectNode after) {
        Validation validation = new Validation();
        if (type.id().equals(BuiltInTypes.PODS)
                && !before.path("spec").equals(after.path("spec"))) {
            validation.add("Forbidden", "spec", "pod updates may not change it on this server");
        }
        validation.conclude(type, after);
    }

    /** Throws 422 where a whole update does not say what it replaces, but must. */
    static void checkReplacement(ResourceType type, ObjectNode body) {
        Validation validation = new Validation();
        if (type.has(Trait.VERSIONED) && Metadata.version(body).isEmpty()) {
            validation.add(
                    "Invalid", "metadata.resourceVersion", "must be specified for an update");
        }
        validation.conclude(type, body);
    }

    private void conclude(ResourceType type, ObjectNode document) {
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(type, Metadata.name(document), causes);
        }
    }

    private void metadata(ResourceType type, ObjectNode document) {
        NameForm form = type.has(Trait.LABEL_NAMES) ? NameForm.LABEL : NameForm.SUBDOMAIN;
        form("metadata.name", Metadata.name(document), form);
        for (Map.Entry<String, JsonNode> label :
                Json.at(document, "metadata", "labels").properties()) {
            form("metadata.labels", label.getKey(), NameForm.QUALIFIED_NAME);
            form("metadata.labels", label.getValue().asString(""), NameForm.LABEL_VALUE);
        }
        for (JsonNode owner : Metadata.owners(document)) {
            required("metadata.ownerReferences.uid", Json.text(owner, "uid"));
        }
    }

    private void definition(String name, JsonNode spec) {
        required("spec.names.kind", Json.text(spec, "names", "kind"));
        String proper = Json.text(spec, "names", "plural") + "." + Json.text(spec, "group");
        if (!name.equals(proper)) {
            add("Invalid", "metadata.name", "must be spec.names.plural+\".\"+spec.group");
        }
    }

    private void pod(JsonNode spec) {
        Set<String> volumes = new HashSet<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (JsonNode volume : spec.path("volumes")) {
            named("spec.volumes[%d].name".formatted(number++), volume, volumes);
        }
        if (spec.path("containers").isEmpty()) {
            add("Required", "spec.containers", "Required value");
        }
        for (String list : List.of("initContainers", "containers")) {
            number = 0;
            for (JsonNode container : spec.path(list)) {
                String path = "spec.%s[%d]".formatted(list, number++);
                named(path + ".name", container, names);
                required(path + ".image", Json.text(container, "image"));
            }
        }
    }

    /** A label that nothing else of its kind has. */
    private void named(String field, JsonNode part, Set<String> others) {
        String name = Json.text(part, "name");
        form(field, name, NameForm.LABEL);
        if (!others.add(name)) {
            add("Duplicate", field, "Duplicate value: \"%s\"".formatted(name));
        }
    }

    private void required(String field, String value) {
        if (value.isEmpty()) {
            add("Required", field, "Required value");
        }
    }

    private void form(String field, String value, NameForm form) {
        if (!form.fits(value)) {
            add("Invalid", field, "Invalid value: \"%s\": %s".formatted(value, form.rule()));
        }
    }

    private void add(String problem, String field, String message) {
        causes.add(new Cause("FieldValue" + problem, message, field));
    }
}
