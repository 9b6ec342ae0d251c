package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.api.WireNumber;
import cn.ac.pcl.octopus.base.api.WireText;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes what is missing as the portals expect it: a list as {@code []}, a map as {@code {}}, a
 * text as empty, a number, time or state as 0. Only a missing object is null.
 */
final class ZeroValues extends ValueSerializerModifier {

    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config,
            BeanDescription.Supplier bean,
            List<BeanPropertyWriter> properties) {
        for (var property : properties) {
            var zero = Zero.of(property.getType().getRawClass());
            if (zero != null) {
                property.assignNullSerializer(new ZeroSerializer(zero));
            }
        }
        return properties;
    }

    private enum Zero {
        LIST,
        MAP,
        TEXT,
        NUMBER,
        FLAG;

        static @Nullable Zero of(Class<?> type) {
            if (Collection.class.isAssignableFrom(type)) {
                return LIST;
            }
            if (Map.class.isAssignableFrom(type)) {
                return MAP;
            }
            if (type == String.class
                    || type == VersionNumber.class
                    || type == Sentence.class
                    || WireText.class.isAssignableFrom(type)) {
                return TEXT;
            }
            if (type == Instant.class
                    || Number.class.isAssignableFrom(type)
                    || WireNumber.class.isAssignableFrom(type)) {
                return NUMBER;
            }
            return type == Boolean.class ? FLAG : null;
        }
    }

    private static final class ZeroSerializer extends StdSerializer<Object> {

        private final Zero zero;

        ZeroSerializer(Zero zero) {
            super(Object.class);
            this.zero = zero;
        }

        @Override
        public void serialize(
                @Nullable Object nothing, JsonGenerator generator, SerializationContext context) {
            switch (zero) {
                case LIST -> {
                    generator.writeStartArray();
                    generator.writeEndArray();
                }
                case MAP -> {
                    generator.writeStartObject();
                    generator.writeEndObject();
                }
                case TEXT -> generator.writeString("");
                case NUMBER -> generator.writeNumber(0);
                case FLAG -> generator.writeBoolean(false);
            }
        }
    }
}
