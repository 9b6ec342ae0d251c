package cn.ac.pcl.octopus.controller.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and YAML say the same, in both directions. */
class SchemaTests {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    @ParameterizedTest
    @ValueSource(classes = {Job.class, PodGroup.class, Queue.class, Command.class})
    void namesTheResourceAsTheClassDoes(Class<? extends HasMetadata> type) {
        CustomResourceDefinition crd = definition(type);
        assertThat(crd.getSpec().getGroup()).isEqualTo(HasMetadata.getGroup(type));
        assertThat(crd.getSpec().getNames().getPlural()).isEqualTo(HasMetadata.getPlural(type));
        assertThat(crd.getSpec().getNames().getSingular()).isEqualTo(HasMetadata.getSingular(type));
        assertThat(crd.getSpec().getVersions()).hasSize(1);
        assertThat(crd.getSpec().getVersions().getFirst().getName())
                .isEqualTo(HasMetadata.getVersion(type));
        assertThat(crd.getSpec().getScope())
                .isEqualTo(type == Queue.class ? "Cluster" : "Namespaced");
        assertThat(crd.getSpec().getNames().getShortNames())
                .containsExactlyInAnyOrder(CustomResource.getShortNames(type));
    }

    @Test
    void describesEveryComponentOfAJob() {
        agree(Job.class, JobSpec.class, JobStatus.class);
    }

    @Test
    void describesEveryComponentOfAPodGroup() {
        agree(PodGroup.class, PodGroupSpec.class, PodGroupStatus.class);
    }

    @Test
    void describesEveryComponentOfAQueue() {
        agree(Queue.class, QueueSpec.class, QueueStatus.class);
    }

    @Test
    void describesEveryFieldOfACommand() {
        Map<String, JSONSchemaProps> schema = new TreeMap<>(schema(Command.class).getProperties());
        schema.keySet().removeAll(Set.of("apiVersion", "kind", "metadata"));
        Map<String, Type> fields = new LinkedHashMap<>();
        for (Field field : Command.class.getDeclaredFields()) {
            if (!field.isSynthetic()) {
                fields.put(field.getName(), field.getGenericType());
            }
        }
        assertThat(schema.keySet()).containsExactlyInAnyOrderElementsOf(fields.keySet());
        fields.forEach((name, type) -> agree("command." + name, type, schema.get(name)));
    }

    private static void agree(
            Class<? extends HasMetadata> resource, Class<?> spec, Class<?> status) {
        Map<String, JSONSchemaProps> schema = schema(resource).getProperties();
        assertThat(schema.keySet())
                .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec", "status");
        agree("spec", spec, schema.get("spec"));
        agree("status", status, schema.get("status"));
    }

    private static void agree(String path, Type type, @Nullable JSONSchemaProps schema) {
        assertThat(schema).as(path).isNotNull();
        Objects.requireNonNull(schema);
        switch (type) {
            case Class<?> shape when shape.isRecord() -> {
                assertThat(schema.getType()).as(path).isEqualTo("object");
                assertThat(schema.getProperties().keySet())
                        .as(path)
                        .containsExactlyInAnyOrderElementsOf(names(shape));
                for (RecordComponent component : shape.getRecordComponents()) {
                    agree(
                            path + "." + component.getName(),
                            component.getGenericType(),
                            schema.getProperties().get(component.getName()));
                }
            }
            case Class<?> text when text.isEnum() -> {
                assertThat(schema.getType()).as(path).isEqualTo("string");
                if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
                    assertThat(schema.getEnum().stream().map(node -> node.asString()))
                            .as(path)
                            .containsExactlyInAnyOrderElementsOf(texts(text));
                }
            }
            case Class<?> plain -> agreePlain(path, plain, schema);
            case ParameterizedType list when list.getRawType() == List.class -> {
                assertThat(schema.getType()).as(path).isEqualTo("array");
                agree(path + "[]", list.getActualTypeArguments()[0], schema.getItems().getSchema());
            }
            case ParameterizedType map when map.getRawType() == Map.class -> {
                assertThat(schema.getType()).as(path).isEqualTo("object");
                agree(
                        path + "{}",
                        map.getActualTypeArguments()[1],
                        schema.getAdditionalProperties().getSchema());
            }
            default -> throw new AssertionError(path + ": no rule for " + type);
        }
    }

    private static void agreePlain(String path, Class<?> type, JSONSchemaProps schema) {
        if (type == String.class) {
            assertThat(schema.getType()).as(path).isEqualTo("string");
            assertThat(schema.getFormat()).as(path).isNull();
        } else if (type == Instant.class) {
            assertThat(schema.getType()).as(path).isEqualTo("string");
            assertThat(schema.getFormat()).as(path).isEqualTo("date-time");
        } else if (type == Boolean.class) {
            assertThat(schema.getType()).as(path).isEqualTo("boolean");
        } else if (type == Integer.class || type == Long.class) {
            assertThat(schema.getType()).as(path).isEqualTo("integer");
            assertThat(schema.getFormat())
                    .as(path)
                    .isEqualTo(type == Integer.class ? "int32" : "int64");
        } else if (type == Quantity.class) {
            assertThat(schema.getXKubernetesIntOrString()).as(path).isTrue();
        } else if (type == OwnerReference.class) {
            assertThat(schema.getProperties()).as(path).hasSize(6);
        } else {
            assertThat(type.getPackageName())
                    .as(path)
                    .startsWith("io.fabric8.kubernetes.api.model");
            assertThat(schema.getXKubernetesPreserveUnknownFields()).as(path).isTrue();
        }
    }

    private static List<String> names(Class<?> shape) {
        return Arrays.stream(shape.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    private static List<String> texts(Class<?> type) {
        var text =
                Arrays.stream(type.getMethods())
                        .filter(method -> method.isAnnotationPresent(JsonValue.class))
                        .findFirst()
                        .orElseThrow();
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> {
                    try {
                        return (String) text.invoke(constant);
                    } catch (ReflectiveOperationException impossible) {
                        throw new LinkageError(impossible.getMessage(), impossible);
                    }
                })
                .toList();
    }

    private static JSONSchemaProps schema(Class<? extends HasMetadata> type) {
        return definition(type).getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    private static CustomResourceDefinition definition(Class<? extends HasMetadata> type) {
        return CustomResourceDefinitions.yaml().stream()
                .map(yaml -> JSON.unmarshal(yaml, CustomResourceDefinition.class))
                .filter(crd -> crd.getSpec().getNames().getKind().equals(HasMetadata.getKind(type)))
                .findFirst()
                .orElseThrow();
    }
}
