package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * Whether documents have texts where texts belong and lists where lists do. The client's model of
 * the built-in types says where that is; of a custom type nothing but its metadata is known.
 */
final class Shapes {
    /** The models of the built-in types, by {@link ResourceType#id()}. */
    private static final Map<String, Class<? extends HasMetadata>> MODELS =
            Stream.<Class<? extends HasMetadata>>of(
                            Namespace.class,
                            Pod.class,
                            Node.class,
                            Service.class,
                            ConfigMap.class,
                            Secret.class,
                            Event.class,
                            PersistentVolume.class,
                            PersistentVolumeClaim.class,
                            ServiceAccount.class,
                            Lease.class,
                            NetworkPolicy.class,
                            PriorityClass.class,
                            CustomResourceDefinition.class)
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    HasMetadata::getFullResourceName, it -> it));

    private static final Set<CoercionInputShape> NO_TEXT =
            Set.of(
                    CoercionInputShape.Integer,
                    CoercionInputShape.Float,
                    CoercionInputShape.Boolean);

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .constructorDetector(ConstructorDetector.DEFAULT.withRequireAnnotation(true))
                    .withCoercionConfig(
                            LogicalType.Textual,
                            it -> NO_TEXT.forEach(no -> it.setCoercion(no, CoercionAction.Fail)))
                    .addMixIn(Quantity.class, AsQuantity.class)
                    .build();

    private Shapes() {}

    /** The body, if it has the shape of its type; 400 else. */
    static ObjectNode read(ResourceType type, ObjectNode body) {
        return read(model(type), body);
    }

    static ObjectNode read(Class<?> model, ObjectNode body) {
        problem(model, body)
                .ifPresent(problem -> {
                    throw ApiFailure.badRequest(problem);
                });
        return body;
    }

    /** What a patch made of an object, if it still has the shape of its type; 422 else. */
    static ObjectNode patched(ResourceType type, JsonNode object) {
        problem(model(type), object)
                .ifPresent(problem -> {
                    throw ApiFailure.invalid(
                            type, "", List.of(new Cause("FieldValueInvalid", problem, "patch")));
                });
        return (ObjectNode) object;
    }

    private static Class<?> model(ResourceType type) {
        return MODELS.getOrDefault(type.id(), GenericKubernetesResource.class);
    }

    private static Optional<String> problem(Class<?> model, JsonNode document) {
        try {
            STRICT.treeToValue(document, model);
            return Optional.empty();
        } catch (InvalidDefinitionException e) {
            throw e; // the model's fault, not the document's
        } catch (JacksonException e) {
            String place =
                    e.getPath().stream()
                            .map(JacksonException.Reference::getPropertyName)
                            .filter(Objects::nonNull)
                            .collect(Collectors.joining("."));
            return Optional.of(
                    "the %s cannot be read: a value of the wrong type at '%s'"
                            .formatted(model.getSimpleName(), place));
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
            boolean form =
                    parser.currentToken().isNumeric() || FORM.matcher(parser.getString()).matches();
            return form
                    ? new Quantity(parser.getString())
                    : context.reportInputMismatch(this, "a quantity is needed");
        }
    }
}
