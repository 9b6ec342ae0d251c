package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.api.WireNumber;
import cn.ac.pcl.octopus.base.api.WireText;
import cn.ac.pcl.octopus.base.api.WithinCalendar;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the portals speak it. Out: times are epoch seconds, states are numbers or lower-case
 * texts, sentences are in the reader's language, and nothing that is missing is null (see {@link
 * ZeroValues}). In: names in any case, JSON null as if absent, and no type taken for another.
 */
public final class WireMapper {

    /** Reader attribute: the list that receives names of fields whose value names nothing. */
    static final String WRONG = "octopus.wrong";

    private WireMapper() {}

    /** A new mapper; it is costly, so keep it. */
    static JsonMapper create(PhraseBook phrases) {
        var module =
                new SimpleModule("octopus-wire")
                        .addSerializer(new SecondsSerializer())
                        .addSerializer(new NumberSerializer())
                        .addSerializer(new TextSerializer())
                        .addSerializer(new SentenceSerializer(phrases))
                        .addDeserializer(Integer.TYPE, new CountDeserializer(Integer.TYPE, 0))
                        .addDeserializer(Integer.class, new CountDeserializer(Integer.class, null))
                        .addDeserializer(Instant.class, new SecondsDeserializer())
                        .addDeserializer(VersionNumber.class, new VersionDeserializer())
                        .setDeserializerModifier(new StateDeserializers())
                        .setSerializerModifier(new ZeroValues());
        return JsonMapper.builder()
                .addModule(module)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config ->
                                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(
                                                CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /** Where in the input something was wrong, as far as that is known. */
    static String place(JacksonException e) {
        if (!(e instanceof DatabindException databind)) {
            return "";
        }
        return databind.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
                .reduce((a, b) -> a + "." + b)
                .orElse("");
    }

    @SuppressWarnings("unchecked") // Jackson's attributes have no types; only strings are put in
    private static void wrong(DeserializationContext context, JsonParser parser) {
        if (context.getAttribute(WRONG) instanceof List<?> list) {
            var name = parser.currentName();
            ((List<String>) list).add(name == null ? "" : name);
        }
    }

    private static final class SecondsSerializer extends StdSerializer<Instant> {
        SecondsSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(
                Instant value, JsonGenerator generator, SerializationContext context) {
            generator.writeNumber(value.getEpochSecond());
        }
    }

    private static final class NumberSerializer extends StdSerializer<WireNumber> {
        NumberSerializer() {
            super(WireNumber.class);
        }

        @Override
        public void serialize(
                WireNumber value, JsonGenerator generator, SerializationContext context) {
            generator.writeNumber(value.number());
        }
    }

    private static final class TextSerializer extends StdSerializer<WireText> {
        TextSerializer() {
            super(WireText.class);
        }

        @Override
        public void serialize(
                WireText value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.text());
        }
    }

    /** In the language of the request that is being answered. */
    private static final class SentenceSerializer extends StdSerializer<Sentence> {
        private final PhraseBook phrases;

        SentenceSerializer(PhraseBook phrases) {
            super(Sentence.class);
            this.phrases = phrases;
        }

        @Override
        public void serialize(
                Sentence value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(phrases.in(LocaleContextHolder.getLocale(), value.english()));
        }
    }

    /** The contract's counts are int64; one that no count of ours can be names nothing. */
    private static final class CountDeserializer extends StdScalarDeserializer<Integer> {
        private final @Nullable Integer absent;

        CountDeserializer(Class<Integer> type, @Nullable Integer absent) {
            super(type);
            this.absent = absent;
        }

        @Override
        public Integer deserialize(JsonParser parser, DeserializationContext context) {
            long count = _parseLongPrimitive(parser, context);
            if (count != (int) count) {
                wrong(context, parser);
            }
            return (int) count;
        }

        @Override
        public @Nullable Integer getNullValue(DeserializationContext context) {
            return absent;
        }
    }

    /** Seconds since the epoch; 0 is no time, one outside all calendars names nothing. */
    private static final class SecondsDeserializer extends StdScalarDeserializer<Instant> {
        SecondsDeserializer() {
            super(Instant.class);
        }

        @Override
        public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
            long seconds = _parseLongPrimitive(parser, context);
            if (seconds == 0) {
                return null;
            }
            if (seconds < WithinCalendar.FIRST || seconds > WithinCalendar.LAST) {
                wrong(context, parser);
                return null;
            }
            return Instant.ofEpochSecond(seconds);
        }
    }

    /** {@code V} and a number; an empty text is no version. */
    private static final class VersionDeserializer extends StdScalarDeserializer<VersionNumber> {
        VersionDeserializer() {
            super(VersionNumber.class);
        }

        @Override
        public @Nullable VersionNumber deserialize(
                JsonParser parser, DeserializationContext context) {
            var text = _parseString(parser, context, this);
            var version = VersionNumber.parse(text);
            if (version.isEmpty() && !text.isEmpty()) {
                wrong(context, parser);
            }
            return version.orElse(null);
        }
    }

    /** Replaces the readers of enums that have a wire form. */
    private static final class StateDeserializers extends ValueDeserializerModifier {
        @Override
        public ValueDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config,
                JavaType type,
                BeanDescription.Supplier bean,
                ValueDeserializer<?> deserializer) {
            if (WireNumber.class.isAssignableFrom(type.getRawClass())) {
                return new NumberDeserializer(type.getRawClass());
            }
            if (WireText.class.isAssignableFrom(type.getRawClass())) {
                return new TextDeserializer(type.getRawClass());
            }
            return deserializer;
        }
    }

    /** The constant with this number; 0 is none, unless a constant has it. */
    private static final class NumberDeserializer extends StdScalarDeserializer<Object> {
        NumberDeserializer(Class<?> type) {
            super(type);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            int number = _parseIntPrimitive(parser, context);
            Optional<?> found =
                    Stream.of(handledType().getEnumConstants())
                            .filter(it -> ((WireNumber) it).number() == number)
                            .findFirst();
            if (found.isEmpty() && number != 0) {
                wrong(context, parser);
            }
            return found.orElse(null);
        }
    }

    /** The constant with this text; an empty text is none. */
    private static final class TextDeserializer extends StdScalarDeserializer<Object> {
        TextDeserializer(Class<?> type) {
            super(type);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            var text = _parseString(parser, context, this);
            Optional<?> found =
                    Stream.of(handledType().getEnumConstants())
                            .filter(it -> ((WireText) it).text().equals(text))
                            .findFirst();
            if (found.isEmpty() && !text.isEmpty()) {
                wrong(context, parser);
            }
            return found.orElse(null);
        }
    }
}
