package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.WireNumber;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the input of a request: from the body if its Content-Type is JSON, else from the query and
 * form. A body that is JSON by its type must be an object even where nothing is expected of it.
 */
final class InputDecoder {

    private static final int MOST_BYTES = 1 << 20;

    private final JsonMapper wire;

    InputDecoder(JsonMapper wire) {
        this.wire = wire;
    }

    /**
     * The decoded record, null where the handler expects none.
     *
     * @param wrong receives the names of fields that are well-formed, yet name nothing
     */
    @Nullable Object decode(
            HttpServletRequest request, @Nullable MethodParameter input, List<String> wrong) {
        if (isJson(request)) {
            return json(request, input == null ? Empty.class : input.getParameterType(), wrong);
        }
        return input == null ? null : form(request, input.getParameterType(), wrong);
    }

    private static boolean isJson(HttpServletRequest request) {
        var type = request.getContentType();
        if (type == null) {
            return false;
        }
        try {
            return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(type));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private Object json(HttpServletRequest request, Class<?> type, List<String> wrong) {
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new Refused(ErrorCode.UNREADABLE_BODY);
        }
        if (body.length > MOST_BYTES) {
            throw new Refused(ErrorCode.UNREADABLE_BODY, "> 1 MiB");
        }
        try {
            Object value = reader(type, wrong).readValue(body);
            return value == null ? read(wire.createObjectNode(), type, wrong) : value;
        } catch (ValueInstantiationException e) {
            throw new Refused(ErrorCode.INVALID_REQUEST);
        } catch (JacksonException e) {
            throw new Refused(ErrorCode.UNREADABLE_BODY, WireMapper.place(e));
        }
    }

    private Object form(HttpServletRequest request, Class<?> type, List<String> wrong) {
        Map<String, String[]> parameters;
        try {
            parameters = request.getParameterMap();
        } catch (IllegalStateException e) {
            // Tomcat's answer to %-sequences that are none.
            throw new Refused(ErrorCode.UNREADABLE_QUERY);
        }
        var node = wire.createObjectNode();
        for (var component : type.getRecordComponents()) {
            var texts = parameters.get(component.getName());
            if (texts != null) {
                put(node, component, texts);
            }
        }
        try {
            return read(node, type, wrong);
        } catch (ValueInstantiationException e) {
            throw new Refused(ErrorCode.INVALID_REQUEST);
        } catch (JacksonException e) {
            throw new Refused(ErrorCode.UNREADABLE_QUERY, WireMapper.place(e));
        }
    }

    private void put(ObjectNode node, RecordComponent component, String[] texts) {
        var name = component.getName();
        var type = component.getType();
        if (Collection.class.isAssignableFrom(type)) {
            var array = node.putArray(name);
            for (var text : texts) {
                array.add(text);
            }
            return;
        }
        if (texts.length != 1) {
            throw new Refused(ErrorCode.UNREADABLE_QUERY, name);
        }
        node.set(name, scalar(name, type, texts[0]));
    }

    private JsonNode scalar(String name, Class<?> type, String text) {
        var nodes = wire.getNodeFactory();
        if (type == boolean.class || type == Boolean.class) {
            return nodes.booleanNode(
                    switch (text) {
                        case "1", "t", "T", "true", "TRUE", "True" -> true;
                        case "0", "f", "F", "false", "FALSE", "False" -> false;
                        default -> throw new Refused(ErrorCode.UNREADABLE_QUERY, name);
                    });
        }
        if (type == int.class
                || type == long.class
                || Number.class.isAssignableFrom(type)
                || type == Instant.class
                || WireNumber.class.isAssignableFrom(type)) {
            try {
                return nodes.numberNode(Long.parseLong(text));
            } catch (NumberFormatException e) {
                throw new Refused(ErrorCode.UNREADABLE_QUERY, name);
            }
        }
        return nodes.stringNode(text);
    }

    private Object read(ObjectNode node, Class<?> type, List<String> wrong) {
        return reader(type, wrong).readValue(node);
    }

    private ObjectReader reader(Class<?> type, List<String> wrong) {
        return wire.readerFor(type).withAttribute(WireMapper.WRONG, wrong);
    }
}
