package cn.ac.pcl.octopus.local.cluster.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment of a container: its own variables only, nothing of the machine's. */
final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^()]+)\\)");
    private static final Pattern KEYED =
            Pattern.compile("metadata\\.(labels|annotations)\\['(.*)']");

    private final KubernetesClient client;
    private final Pod pod;
    private final Container container;
    private final String address;
    private final Map<String, String> values = new LinkedHashMap<>();

    Variables(KubernetesClient client, Pod pod, Container container, String address) {
        this.client = client;
        this.pod = pod;
        this.container = container;
        this.address = address;
    }

    /** Collects the variables; later ones see earlier ones. */
    Map<String, String> resolve(Map<String, String> base) throws NotReadyException {
        values.putAll(base);
        for (EnvFromSource source : orEmpty(container.getEnvFrom())) {
            all(source);
        }
        for (EnvVar variable : orEmpty(container.getEnv())) {
            EnvVarSource source = variable.getValueFrom();
            String value =
                    source == null
                            ? expand(variable.getValue() == null ? "" : variable.getValue(), values)
                            : from(source);
            if (value != null) {
                values.put(variable.getName(), value);
            }
        }
        return values;
    }

    /** Replaces `$(NAME)` where the name is known; `$$` stands for a dollar sign. */
    static String expand(String text, Map<String, String> values) {
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.replaceAll(found -> {
            String name = found.group(1);
            String value = name == null ? "$" : values.get(name);
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }

    private void all(EnvFromSource source) throws NotReadyException {
        String prefix = source.getPrefix() == null ? "" : source.getPrefix();
        if (source.getConfigMapRef() != null) {
            boolean optional = Boolean.TRUE.equals(source.getConfigMapRef().getOptional());
            ConfigMap map = configMap(source.getConfigMapRef().getName(), optional);
            if (map != null && map.getData() != null) {
                map.getData().forEach((key, value) -> values.put(prefix + key, value));
            }
        }
        if (source.getSecretRef() != null) {
            boolean optional = Boolean.TRUE.equals(source.getSecretRef().getOptional());
            Secret secret = secret(source.getSecretRef().getName(), optional);
            if (secret != null && secret.getData() != null) {
                secret.getData().forEach((key, value) -> values.put(prefix + key, decode(value)));
            }
        }
    }

    private @Nullable String from(EnvVarSource source) throws NotReadyException {
        if (source.getFieldRef() != null) {
            return field(source.getFieldRef().getFieldPath());
        }
        if (source.getResourceFieldRef() != null) {
            return resource(source.getResourceFieldRef());
        }
        if (source.getConfigMapKeyRef() != null) {
            ConfigMapKeySelector key = source.getConfigMapKeyRef();
            boolean optional = Boolean.TRUE.equals(key.getOptional());
            ConfigMap map = configMap(key.getName(), optional);
            return value(map == null ? null : map.getData(), key.getKey(), optional, key.getName());
        }
        if (source.getSecretKeyRef() != null) {
            SecretKeySelector key = source.getSecretKeyRef();
            boolean optional = Boolean.TRUE.equals(key.getOptional());
            Secret secret = secret(key.getName(), optional);
            String value =
                    value(
                            secret == null ? null : secret.getData(),
                            key.getKey(),
                            optional,
                            key.getName());
            return value == null ? null : decode(value);
        }
        return "";
    }

    private static @Nullable String value(
            @Nullable Map<String, String> data, String key, boolean optional, String name)
            throws NotReadyException {
        String value = data == null ? null : data.get(key);
        if (value == null && !optional) {
            throw new NotReadyException(
                    "CreateContainerConfigError",
                    "couldn't find key %s in %s".formatted(key, name));
        }
        return value;
    }

    private @Nullable ConfigMap configMap(String name, boolean optional) throws NotReadyException {
        ConfigMap map =
                client.configMaps()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(name)
                        .get();
        if (map == null && !optional) {
            throw new NotReadyException(
                    "CreateContainerConfigError", "configmap \"%s\" not found".formatted(name));
        }
        return map;
    }

    private @Nullable Secret secret(String name, boolean optional) throws NotReadyException {
        Secret secret =
                client.secrets().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
        if (secret == null && !optional) {
            throw new NotReadyException(
                    "CreateContainerConfigError", "secret \"%s\" not found".formatted(name));
        }
        return secret;
    }

    private String field(String path) {
        Matcher keyed = KEYED.matcher(path);
        if (keyed.matches()) {
            Map<String, String> map =
                    keyed.group(1).equals("labels")
                            ? pod.getMetadata().getLabels()
                            : pod.getMetadata().getAnnotations();
            return map == null ? "" : map.getOrDefault(keyed.group(2), "");
        }
        String value =
                switch (path) {
                    case "metadata.name" -> pod.getMetadata().getName();
                    case "metadata.namespace" -> pod.getMetadata().getNamespace();
                    case "metadata.uid" -> pod.getMetadata().getUid();
                    case "spec.nodeName" -> pod.getSpec().getNodeName();
                    case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
                    case "status.podIP", "status.podIPs" -> address;
                    case "status.hostIP", "status.hostIPs" -> NodeAgent.ADDRESS;
                    default -> "";
                };
        return value == null ? "" : value;
    }

    private String resource(ResourceFieldSelector selector) {
        String[] path = selector.getResource().split("\\.", 2);
        Map<String, Quantity> amounts = null;
        if (container.getResources() != null && path.length == 2) {
            amounts =
                    path[0].equals("limits")
                            ? container.getResources().getLimits()
                            : container.getResources().getRequests();
        }
        Quantity amount = amounts == null ? null : amounts.get(path[path.length - 1]);
        if (amount == null) {
            return "0";
        }
        Quantity divisor = selector.getDivisor();
        boolean whole = divisor == null || divisor.getNumericalAmount().signum() == 0;
        return amount.getNumericalAmount()
                .divide(
                        whole ? BigDecimal.ONE : divisor.getNumericalAmount(),
                        0,
                        RoundingMode.CEILING)
                .toPlainString();
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
