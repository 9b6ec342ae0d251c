package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.document.Names;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server refuses with 422: bad names and labels, pods without containers and the like. */
final class Validation {
    private static final Set<String> RESTART_POLICIES = Set.of("Always", "OnFailure", "Never");

    private final ResourceType type;
    private final JsonNode document;
    private final List<Cause> causes = new ArrayList<>();

    private Validation(ResourceType type, JsonNode document) {
        this.type = type;
        this.document = document;
    }

    /** Throws 422 with all that is wrong, if anything is. */
    static void check(ResourceType type, ObjectNode document) {
        Validation validation = new Validation(type, document);
        validation.metadata();
        if (type.id().equals(BuiltInTypes.PODS)) {
            validation.pod();
        }
        if (!validation.causes.isEmpty()) {
            throw ApiFailure.invalid(type, Metadata.name(document), validation.causes);
        }
    }

    /** Throws 422 where an update changes what a pod keeps for life. */
    static void checkPodUpdate(ResourceType type, ObjectNode before, ObjectNode after) {
        JsonNode was = mutablePartsRemoved(before.path("spec"));
        JsonNode is = mutablePartsRemoved(after.path("spec"));
        if (!was.equals(is)) {
            throw ApiFailure.invalid(
                    type,
                    Metadata.name(after),
                    List.of(
                            new Cause(
                                    "FieldValueForbidden",
                                    "Forbidden: pod updates may not change fields other than"
                                            + " `spec.containers[*].image`,"
                                            + "`spec.initContainers[*].image`,"
                                            + "`spec.activeDeadlineSeconds`,"
                                            + "`spec.tolerations` (only additions to existing"
                                            + " tolerations),"
                                            + "`spec.terminationGracePeriodSeconds` (allow it to be"
                                            + " set to 1 if it was previously negative)",
                                    "spec")));
        }
    }

    private static JsonNode mutablePartsRemoved(JsonNode spec) {
        JsonNode copy = spec.deepCopy();
        if (copy instanceof ObjectNode object) {
            object.remove(List.of("activeDeadlineSeconds", "tolerations", "schedulingGates"));
            for (String list : List.of("containers", "initContainers")) {
                for (JsonNode container : object.path(list)) {
                    ((ObjectNode) container).remove("image");
                }
            }
        }
        return copy;
    }

    private void metadata() {
        String name = Metadata.name(document);
        if (name.isEmpty()) {
            causes.add(
                    new Cause(
                            "FieldValueRequired",
                            "Required value: name or generateName is required",
                            "metadata.name"));
        } else {
            Optional<String> problem =
                    type.has(Trait.LABEL_NAMES)
                            ? Names.labelProblem(name)
                            : Names.subdomainProblem(name);
            problem.ifPresent(text -> invalid("metadata.name", name, text));
        }
        for (Map.Entry<String, JsonNode> label :
                Json.at(document, "metadata", "labels").properties()) {
            Names.qualifiedNameProblem(label.getKey())
                    .ifPresent(text -> invalid("metadata.labels", label.getKey(), text));
            String value = label.getValue().asString("");
            Names.labelValueProblem(value)
                    .ifPresent(text -> invalid("metadata.labels", value, text));
        }
        for (Map.Entry<String, JsonNode> annotation :
                Json.at(document, "metadata", "annotations").properties()) {
            Names.qualifiedNameProblem(annotation.getKey())
                    .ifPresent(text -> invalid("metadata.annotations", annotation.getKey(), text));
        }
        int index = 0;
        for (JsonNode owner : Metadata.owners(document)) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Json.text(owner, field).isEmpty()) {
                    required("metadata.ownerReferences[%d].%s".formatted(index, field));
                }
            }
            index++;
        }
    }

    private void pod() {
        JsonNode spec = document.path("spec");
        Set<String> volumes = new HashSet<>();
        int number = 0;
        for (JsonNode volume : spec.path("volumes")) {
            String field = "spec.volumes[%d].name".formatted(number++);
            named(field, Json.text(volume, "name"), volumes);
        }
        if (spec.path("containers").isEmpty()) {
            required("spec.containers");
        }
        Set<String> names = new HashSet<>();
        for (String list : List.of("initContainers", "containers")) {
            int index = 0;
            for (JsonNode container : spec.path(list)) {
                container("spec.%s[%d]".formatted(list, index), container, names, volumes);
                index++;
            }
        }
        String policy = Json.text(spec, "restartPolicy");
        if (!RESTART_POLICIES.contains(policy)) {
            causes.add(
                    new Cause(
                            "FieldValueNotSupported",
                            "Unsupported value: \"%s\": supported values: \"Always\", \"Never\", \"OnFailure\""
                                    .formatted(policy),
                            "spec.restartPolicy"));
        }
    }

    private void container(
            String path, JsonNode container, Set<String> names, Set<String> volumes) {
        named(path + ".name", Json.text(container, "name"), names);
        if (Json.text(container, "image").isEmpty()) {
            required(path + ".image");
        }
        int index = 0;
        for (JsonNode mount : container.path("volumeMounts")) {
            String volume = Json.text(mount, "name");
            if (!volumes.contains(volume)) {
                causes.add(
                        new Cause(
                                "FieldValueNotFound",
                                "Not found: \"%s\"".formatted(volume),
                                "%s.volumeMounts[%d].name".formatted(path, index)));
            }
            if (Json.text(mount, "mountPath").isEmpty()) {
                required("%s.volumeMounts[%d].mountPath".formatted(path, index));
            }
            index++;
        }
    }

    /** A label that nothing else of its kind has. */
    private void named(String field, String name, Set<String> others) {
        if (name.isEmpty()) {
            required(field);
            return;
        }
        Names.labelProblem(name).ifPresent(text -> invalid(field, name, text));
        if (!others.add(name)) {
            causes.add(
                    new Cause(
                            "FieldValueDuplicate",
                            "Duplicate value: \"%s\"".formatted(name),
                            field));
        }
    }

    private void required(String field) {
        causes.add(new Cause("FieldValueRequired", "Required value", field));
    }

    private void invalid(String field, String value, String problem) {
        causes.add(
                new Cause(
                        "FieldValueInvalid",
                        "Invalid value: \"%s\": %s".formatted(value, problem),
                        field));
    }
}
