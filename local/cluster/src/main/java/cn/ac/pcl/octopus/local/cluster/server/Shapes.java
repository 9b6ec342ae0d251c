package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.ConstructorDetector;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Whether documents have texts where texts belong and lists where lists do. The client's model of
 * the built-in types says where that is; of a custom type nothing but its metadata is known.
 */
final class Shapes {
    private static final Map<String, Class<?>> MODELS =
            Map.ofEntries(
                    Map.entry(BuiltInTypes.NAMESPACES, Namespace.class),
                    Map.entry(BuiltInTypes.PODS, Pod.class),
                    Map.entry(BuiltInTypes.NODES, Node.class),
                    Map.entry("services", Service.class),
                    Map.entry("configmaps", ConfigMap.class),
                    Map.entry(BuiltInTypes.SECRETS, Secret.class),
                    Map.entry(BuiltInTypes.EVENTS, Event.class),
                    Map.entry(BuiltInTypes.VOLUMES, PersistentVolume.class),
                    Map.entry(BuiltInTypes.CLAIMS, PersistentVolumeClaim.class),
                    Map.entry(BuiltInTypes.ACCOUNTS, ServiceAccount.class),
                    Map.entry(BuiltInTypes.LEASES, Lease.class),
                    Map.entry("networkpolicies.networking.k8s.io", NetworkPolicy.class),
                    Map.entry(BuiltInTypes.PRIORITIES, PriorityClass.class),
                    Map.entry(BuiltInTypes.DEFINITIONS, CustomResourceDefinition.class));

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .constructorDetector(ConstructorDetector.DEFAULT.withRequireAnnotation(true))
                    .withCoercionConfig(
                            LogicalType.Textual,
                            it -> {
                                it.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                                it.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                                it.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                            })
                    .addMixIn(Quantity.class, AsQuantity.class)
                    .build();

    private Shapes() {}

    /** What has the wrong type in an object, if anything has. */
    static Optional<String> problem(ResourceType type, JsonNode document) {
        return problem(MODELS.getOrDefault(type.id(), GenericKubernetesResource.class), document);
    }

    /** What has the wrong type in a document of the client's model. */
    static Optional<String> problem(Class<?> model, JsonNode document) {
        try {
            STRICT.treeToValue(document, model);
            return Optional.empty();
        } catch (InvalidDefinitionException e) {
            throw e; // the model's fault, not the document's
        } catch (JacksonException e) {
            String place =
                    e.getPath().stream()
                            .map(step ->
                                    step.getPropertyName() == null
                                            ? "[" + step.getIndex() + "]"
                                            : "." + step.getPropertyName())
                            .collect(Collectors.joining());
            return Optional.of(
                    "the %s cannot be read: %s has a value of the wrong type"
                            .formatted(model.getSimpleName(), place.isEmpty() ? "it" : place));
        }
    }

    @JsonDeserialize(using = QuantityReader.class)
    private interface AsQuantity {}

    /** Takes what an API server takes; the client's own reader takes any text. */
    private static final class QuantityReader extends ValueDeserializer<Quantity> {
        private static final Pattern FORM =
                Pattern.compile(
                        "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?");

        @Override
        public Quantity deserialize(JsonParser parser, DeserializationContext context) {
            boolean plain =
                    parser.currentToken().isNumeric()
                            || (parser.currentToken().isScalarValue()
                                    && FORM.matcher(parser.getString()).matches());
            return plain
                    ? new Quantity(parser.getString())
                    : context.reportInputMismatch(this, "a quantity is needed");
        }
    }
}
