package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One HTTP request and its answer. */
final class Call {
    private static final int LARGEST_BODY = 3 << 20;

    private final HttpExchange exchange;
    private final List<String> path;
    private final Map<String, String> query = new HashMap<>();

    Call(HttpExchange exchange) {
        this.exchange = exchange;
        this.path = new ArrayList<>();
        for (String part : exchange.getRequestURI().getRawPath().split("/", -1)) {
            if (!part.isEmpty()) {
                path.add(decode(part.replace("+", "%2B")));
            }
        }
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int at = pair.indexOf('=');
            query.put(
                    decode(at < 0 ? pair : pair.substring(0, at)),
                    at < 0 ? "" : decode(pair.substring(at + 1)));
        }
    }

    String method() {
        return exchange.getRequestMethod();
    }

    /** The parts of the path, decoded. */
    List<String> path() {
        return path;
    }

    @Nullable String query(String name) {
        String value = query.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean isSet(String name) {
        String value = query.get(name);
        return value != null && (value.equals("true") || value.equals("1"));
    }

    WriteOptions writeOptions() {
        String manager = query("fieldManager");
        if (manager == null) {
            if (contentType().equals(Patch.APPLY)) {
                throw ApiFailure.badRequest("fieldManager: Required value for apply patch");
            }
            manager = header("User-Agent").split("[/ ]", 2)[0];
        }
        return new WriteOptions(manager.isEmpty() ? "unknown" : manager, isSet("force"));
    }

    String header(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** The media type of the body, without parameters. */
    String contentType() {
        return header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private byte[] body() throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new ApiFailure(
                    413,
                    "RequestEntityTooLarge",
                    "Request entity too large: limit is " + LARGEST_BODY);
        }
        return body;
    }

    /** The document in the body. */
    ObjectNode document() throws IOException {
        return object(body());
    }

    /** The document in the body, or an empty one. */
    ObjectNode optionalDocument() throws IOException {
        byte[] body = body();
        return body.length == 0 ? Json.object() : object(body);
    }

    private ObjectNode object(byte[] body) {
        return switch (contentType()) {
            case "", "application/json", "*/*" -> object(parse(body, false));
            case "application/yaml" -> object(parse(body, true));
            default -> throw ApiFailure.unsupportedMediaType("application/json, application/yaml");
        };
    }

    /** The patch in the body: a list of operations, or an object. */
    JsonNode patch() throws IOException {
        return switch (contentType()) {
            case Patch.JSON -> parse(body(), false);
            case Patch.MERGE -> object(parse(body(), false));
            case Patch.APPLY -> object(parse(body(), true));
            default ->
                    throw ApiFailure.unsupportedMediaType(
                            String.join(", ", Patch.JSON, Patch.MERGE, Patch.APPLY));
        };
    }

    private static JsonNode parse(byte[] body, boolean yaml) {
        try {
            return yaml ? Json.parseYaml(body) : Json.parse(body);
        } catch (JacksonException e) {
            throw ApiFailure.badRequest(
                    "the body of the request cannot be decoded: " + e.getOriginalMessage());
        }
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the body of the request is not an object");
    }

    void answer(int code, StoredObject object) throws IOException {
        answer(code, "application/json", object.json());
    }

    void answer(int code, JsonNode document) throws IOException {
        answer(code, "application/json", Json.bytes(document));
    }

    void answer(int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache, private");
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (body.length > 0) {
                out.write(body);
            }
        }
    }

    /** Begins an answer of unknown length. */
    OutputStream stream(String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache, private");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        // The head is not sent before the first byte else, and a quiet watch would seem not to
        // begin.
        out.flush();
        return out;
    }

    static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw ApiFailure.badRequest("Invalid value: \"%s\": must be a number".formatted(text));
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw ApiFailure.badRequest("the URL is not well encoded: " + text);
        }
    }
}
