package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.NameForm;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a pod must be like, so far as those who write pods here can get it wrong. */
final class PodRules {
    private static final Set<String> PLAIN = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Pattern VARIABLE = Pattern.compile("[ -<>-~]+");

    /** The fields with few values, below a pod's specification and below a container. */
    private static final Map<String, List<String>> CHOICES =
            Map.of(
                    "restartPolicy", List.of("Always", "OnFailure", "Never"),
                    "dnsPolicy",
                            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"));

    private static final Map<String, List<String>> CONTAINER_CHOICES =
            Map.of(
                    "imagePullPolicy", List.of("Always", "IfNotPresent", "Never"),
                    "terminationMessagePolicy", List.of("File", "FallbackToLogsOnError"));

    private final Problems problems;
    private final Set<String> volumes = new HashSet<>();

    private PodRules(Problems problems) {
        this.problems = problems;
    }

    /** Notes what is wrong with a pod's specification. */
    static void check(JsonNode spec, Problems problems) {
        new PodRules(problems).pod(spec);
    }

    private void pod(JsonNode spec) {
        int number = 0;
        for (JsonNode volume : spec.path("volumes")) {
            problems.named("spec.volumes[%d].name".formatted(number++), volume, volumes);
        }
        problems.required("spec.containers", spec.path("containers"));
        Set<String> names = new HashSet<>();
        for (String list : List.of("initContainers", "containers")) {
            number = 0;
            for (JsonNode container : spec.path(list)) {
                String path = "spec.%s[%d].".formatted(list, number++);
                problems.named(path + "name", container, names);
                container(path, container);
            }
        }
        problems.labels("spec.nodeSelector", spec.path("nodeSelector"));
        choices("spec.", spec, CHOICES);
        String node = Json.text(spec, "nodeName");
        if (!node.isEmpty()) {
            problems.form("spec.nodeName", node, NameForm.SUBDOMAIN);
        }
        JsonNode deadline = spec.path("activeDeadlineSeconds");
        problems.hold(
                deadline.asLong(1) > 0,
                "spec.activeDeadlineSeconds",
                deadline.asString(""),
                "must be greater than 0");
    }

    private void choices(String path, JsonNode part, Map<String, List<String>> choices) {
        choices.forEach(
                (field, supported) -> problems.oneOf(path + field, part.path(field), supported));
    }

    private void container(String path, JsonNode container) {
        String image = Json.text(container, "image");
        problems.required(path + "image", container.path("image"));
        problems.hold(
                image.equals(image.strip()),
                path + "image",
                image,
                "must not have leading or trailing whitespace");
        choices(path, container, CONTAINER_CHOICES);
        int number = 0;
        for (JsonNode variable : container.path("env")) {
            variable(path + "env[%d].".formatted(number++), variable);
        }
        number = 0;
        Set<String> places = new HashSet<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            mount(path + "volumeMounts[%d].".formatted(number++), mount, places);
        }
        resources(path + "resources.", container.path("resources"));
    }

    private void variable(String path, JsonNode variable) {
        String name = Json.text(variable, "name");
        problems.required(path + "name", variable.path("name"));
        problems.hold(
                name.isEmpty() || VARIABLE.matcher(name).matches(),
                path + "name",
                name,
                "must consist only of printable ASCII characters other than '='");
        boolean from = variable.has("valueFrom");
        problems.hold(
                !from
                        || (Json.text(variable, "value").isEmpty()
                                && variable.path("valueFrom").size() == 1),
                path + "valueFrom",
                "",
                "must specify one source, and not beside a `value`");
    }

    private void mount(String path, JsonNode mount, Set<String> places) {
        String volume = Json.text(mount, "name");
        String place = Json.text(mount, "mountPath");
        String part = Json.text(mount, "subPath");
        problems.required(path + "name", mount.path("name"));
        problems.required(path + "mountPath", mount.path("mountPath"));
        if (!volumes.contains(volume)) {
            problems.add("NotFound", path + "name", "Not found: \"%s\"".formatted(volume));
        }
        problems.hold(places.add(place), path + "mountPath", place, "must be unique");
        problems.hold(!part.startsWith("/"), path + "subPath", part, "must be a relative path");
        problems.hold(
                !List.of(part.split("/", -1)).contains(".."),
                path + "subPath",
                part,
                "must not contain '..'");
    }

    private void resources(String path, JsonNode resources) {
        JsonNode limits = resources.path("limits");
        limits.forEachEntry((name, it) -> amount(path + "limits", name, it));
        resources
                .path("requests")
                .forEachEntry((name, asked) -> {
                    amount(path + "requests", name, asked);
                    JsonNode limit = limits.path(name);
                    if (limit.isMissingNode()) {
                        if (!PLAIN.contains(name) && isWhole(name)) {
                            problems.add(
                                    "Required", path + "limits", "Limit must be set for " + name);
                        }
                        return;
                    }
                    int beyond = number(asked).compareTo(number(limit));
                    problems.hold(
                            beyond == 0 || (beyond < 0 && !isWhole(name)),
                            path + "requests",
                            asked.asString(""),
                            "must be %s %s limit of %s"
                                    .formatted(
                                            isWhole(name) ? "equal to" : "less than or equal to",
                                            name,
                                            limit.asString("")));
                });
    }

    private void amount(String list, String name, JsonNode amount) {
        String field = "%s[%s]".formatted(list, name);
        problems.form(field, name, NameForm.QUALIFIED_NAME);
        problems.hold(
                PLAIN.contains(name) || name.startsWith("hugepages-") || name.contains("/"),
                field,
                name,
                "must be a standard resource type or fully qualified");
        BigDecimal number = number(amount);
        problems.hold(
                number.signum() >= 0,
                field,
                amount.asString(""),
                "must be greater than or equal to 0");
        problems.hold(
                !isWhole(name) || number.stripTrailingZeros().scale() <= 0,
                field,
                amount.asString(""),
                "must be an integer");
    }

    /** A resource that is given as a whole to one container, such as a device. */
    private static boolean isWhole(String name) {
        return name.startsWith("hugepages-")
                || (name.contains("/") && !name.contains("kubernetes.io/"));
    }

    private static BigDecimal number(JsonNode quantity) {
        return new Quantity(quantity.asString("0")).getNumericalAmount();
    }
}
