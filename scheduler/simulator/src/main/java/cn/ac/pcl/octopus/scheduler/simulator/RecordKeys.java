package cn.ac.pcl.octopus.scheduler.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.MapType;

/// Maps whose keys are records, as lists of `{"key": …, "value": …}`: JSON's own keys are texts.
final class RecordKeys extends SimpleModule {
    private static final String KEY = "key";
    private static final String VALUE = "value";

    RecordKeys() {
        setSerializerModifier(
                new ValueSerializerModifier() {
                    @Override
                    public ValueSerializer<?> modifyMapSerializer(
                            SerializationConfig config,
                            MapType type,
                            BeanDescription.Supplier description,
                            ValueSerializer<?> serializer) {
                        return type.getKeyType().isRecordType() ? new Writer() : serializer;
                    }
                });
        setDeserializerModifier(
                new ValueDeserializerModifier() {
                    @Override
                    public ValueDeserializer<?> modifyMapDeserializer(
                            DeserializationConfig config,
                            MapType type,
                            BeanDescription.Supplier description,
                            ValueDeserializer<?> deserializer) {
                        return type.getKeyType().isRecordType()
                                ? new Reader(type.getKeyType(), type.getContentType())
                                : deserializer;
                    }
                });
    }

    private static final class Writer extends ValueSerializer<Map<?, ?>> {
        @Override
        public void serialize(Map<?, ?> map, JsonGenerator out, SerializationContext context) {
            out.writeStartArray();
            map.forEach((key, value) -> {
                out.writeStartObject();
                context.defaultSerializeProperty(KEY, key, out);
                context.defaultSerializeProperty(VALUE, value, out);
                out.writeEndObject();
            });
            out.writeEndArray();
        }
    }

    private static final class Reader extends ValueDeserializer<Map<Object, Object>> {
        private final JavaType keyType;
        private final JavaType valueType;

        Reader(JavaType keyType, JavaType valueType) {
            this.keyType = keyType;
            this.valueType = valueType;
        }

        @Override
        public @Nullable Map<Object, Object> deserialize(
                JsonParser in, DeserializationContext context) {
            if (!in.isExpectedStartArrayToken()) {
                context.reportWrongTokenException(
                        Map.class, JsonToken.START_ARRAY, "a list of keys and values is expected");
            }
            Map<Object, Object> map = new LinkedHashMap<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                Object key = null;
                Object value = null;
                while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    switch (name) {
                        case KEY -> key = context.readValue(in, keyType);
                        case VALUE -> value = context.readValue(in, valueType);
                        default -> context.handleUnknownProperty(in, this, Map.class, name);
                    }
                }
                if (key == null || value == null) {
                    context.reportInputMismatch(this, "an entry lacks its key or value");
                }
                map.put(key, value);
            }
            return map;
        }
    }
}
