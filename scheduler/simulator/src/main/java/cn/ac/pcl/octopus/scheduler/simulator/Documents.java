package cn.ac.pcl.octopus.scheduler.simulator;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// How records are read and written: strictly, by their components. What a record does not call
/// nullable must be there, what it does not know is refused, and a sealed interface names its kind.
final class Documents {
    private static final String KIND = "kind";

    static final JsonMapper JSON = strict(JsonMapper.builder()).build();
    static final YAMLMapper YAML = strict(YAMLMapper.builder()).build();

    private Documents() {}

    private static <B extends MapperBuilder<?, B>> B strict(B builder) {
        return builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Methods of a record such as isEmpty are no components.
                .changeDefaultVisibility(checker ->
                        checker.withVisibility(PropertyAccessor.GETTER, Visibility.NONE)
                                .withVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                                .withVisibility(PropertyAccessor.FIELD, Visibility.ANY))
                .annotationIntrospector(new ByComponents())
                .addModule(new RecordKeys());
    }

    /// What is wrong with a document, and where.
    static String fault(JacksonException fault) {
        StringBuilder text =
                new StringBuilder(fault.getOriginalMessage().lines().findFirst().orElse(""));
        String path = path(fault);
        if (!path.isEmpty()) {
            text.append(", at ").append(path);
        }
        if (fault.getLocation() != null && fault.getLocation().getLineNr() > 0) {
            text.append(", line ").append(fault.getLocation().getLineNr());
        }
        return text.toString();
    }

    private static String path(JacksonException fault) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : fault.getPath()) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return path.toString();
    }

    private static final class ByComponents extends JacksonAnnotationIntrospector {
        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            RecordComponent component = component(member);
            return component == null ? null : !nullable(component);
        }

        @Override
        public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
            RecordComponent component =
                    annotated instanceof AnnotatedMember member ? component(member) : null;
            return component == null || nullable(component)
                    ? super.findSetterInfo(config, annotated)
                    : JsonSetter.Value.forValueNulls(Nulls.FAIL);
        }

        @Override
        public JsonTypeInfo.Value findPolymorphicTypeInfo(
                MapperConfig<?> config, Annotated annotated) {
            return annotated instanceof AnnotatedClass type && type.getRawType().isSealed()
                    ? JsonTypeInfo.Value.construct(
                            JsonTypeInfo.Id.SIMPLE_NAME,
                            JsonTypeInfo.As.PROPERTY,
                            KIND,
                            null,
                            false,
                            true)
                    : super.findPolymorphicTypeInfo(config, annotated);
        }

        private static @Nullable RecordComponent component(AnnotatedMember member) {
            RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
            if (components == null) {
                return null;
            }
            if (member instanceof AnnotatedParameter parameter) {
                boolean canonical = parameter.getOwner().getParameterCount() == components.length;
                return canonical ? components[parameter.getIndex()] : null;
            }
            for (RecordComponent component : components) {
                if (component.getName().equals(member.getName())) {
                    return component;
                }
            }
            return null;
        }

        private static boolean nullable(RecordComponent component) {
            return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        }
    }
}
