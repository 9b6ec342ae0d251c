package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.NameForm;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a pod must be like, so far as those who write pods here can get it wrong. */
final class PodRules {
    private static final Set<String> POLICIES = Set.of("Always", "OnFailure", "Never");
    private static final Set<String> PLAIN = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Pattern VARIABLE = Pattern.compile("[ -<>-~]+");

    private final Problems problems;
    private final Set<String> volumes = new HashSet<>();

    PodRules(Problems problems) {
        this.problems = problems;
    }

    /** Notes what is wrong with a pod's specification. */
    void check(JsonNode spec) {
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
        String policy = Json.text(spec, "restartPolicy");
        problems.hold(POLICIES.contains(policy), "spec.restartPolicy", "not one of " + POLICIES);
        problems.labels("spec.nodeSelector", spec.path("nodeSelector"));
    }

    private void container(String path, JsonNode container) {
        String image = Json.text(container, "image");
        problems.required(path + "image", container.path("image"));
        problems.hold(image.equals(image.strip()), path + "image", "has blanks at its ends");
        int number = 0;
        for (JsonNode variable : container.path("env")) {
            String field = path + "env[%d].name".formatted(number++);
            String name = Json.text(variable, "name");
            problems.hold(VARIABLE.matcher(name).matches(), field, "not printable ASCII without =");
        }
        number = 0;
        Set<String> places = new HashSet<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            mount(path + "volumeMounts[%d].".formatted(number++), mount, places);
        }
        resources(path + "resources.", container.path("resources"));
    }

    private void mount(String path, JsonNode mount, Set<String> places) {
        String part = Json.text(mount, "subPath");
        boolean within = !part.startsWith("/") && !List.of(part.split("/", -1)).contains("..");
        problems.hold(volumes.contains(Json.text(mount, "name")), path + "name", "not found");
        problems.required(path + "mountPath", mount.path("mountPath"));
        problems.hold(
                places.add(Json.text(mount, "mountPath")), path + "mountPath", "must be unique");
        problems.hold(within, path + "subPath", "must be relative and must not contain '..'");
    }

    private void resources(String path, JsonNode resources) {
        JsonNode limits = resources.path("limits");
        limits.forEachEntry((name, limit) -> amount(path + "limits", name, limit));
        resources
                .path("requests")
                .forEachEntry((name, asked) -> {
                    amount(path + "requests", name, asked);
                    if (isWhole(name)) {
                        problems.required(path + "limits", limits.path(name));
                    }
                    int beyond =
                            limits.has(name)
                                    ? number(asked).compareTo(number(limits.get(name)))
                                    : 0;
                    boolean fits = isWhole(name) ? beyond == 0 : beyond <= 0;
                    problems.hold(fits, path + "requests", "does not go with the limit of " + name);
                });
    }

    private void amount(String list, String name, JsonNode amount) {
        String field = "%s[%s]".formatted(list, name);
        boolean known = PLAIN.contains(name) || name.startsWith("hugepages-") || name.contains("/");
        BigDecimal number = number(amount);
        problems.form(field, name, NameForm.QUALIFIED_NAME);
        problems.hold(known, field, "must be a standard resource type or fully qualified");
        problems.hold(number.signum() >= 0, field, "must be greater than or equal to 0");
        boolean divided = number.stripTrailingZeros().scale() > 0;
        problems.hold(!isWhole(name) || !divided, field, "must be an integer");
    }

    /** A resource of which a container has its own pieces, such as a device. */
    private static boolean isWhole(String name) {
        boolean extended = name.contains("/") && !name.contains("kubernetes.io/");
        return extended || name.startsWith("hugepages-");
    }

    private static BigDecimal number(JsonNode quantity) {
        return new Quantity(quantity.asString("0")).getNumericalAmount();
    }
}
