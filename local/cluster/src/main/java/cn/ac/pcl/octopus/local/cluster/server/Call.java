package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One HTTP request and its answer. */
final class Call {
    static final String MERGE = "application/merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";
    private static final Set<String> PATCHES = Set.of(MERGE, APPLY);
    private static final Set<String> BODIES = Set.of("", "*/*", "application/json");
    private static final int LARGEST_BODY = 3 << 20;

    private final HttpExchange exchange;
    private final List<String> path;
    private final Map<String, String> query = new HashMap<>();

    Call(HttpExchange exchange) {
        this.exchange = exchange;
        URI uri = exchange.getRequestURI();
        this.path =
                Stream.of(uri.getPath().split("/", -1)).filter(part -> !part.isEmpty()).toList();
        String raw = uri.getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            query.put(decode(sides[0]), sides.length < 2 ? "" : decode(sides[1]));
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

    /** Who is recorded as the owner of the changed fields. */
    String manager() {
        String manager = query("fieldManager");
        if (manager == null) {
            if (contentType().equals(APPLY)) {
                throw new ApiFailure(
                        422,
                        "Invalid",
                        "fieldManager: Required value: is required for apply patch");
            }
            manager = header("User-Agent").split("[/ ]", 2)[0];
        }
        return manager.isEmpty() ? "unknown" : manager;
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

    /** The document in the body; an empty one where the body is empty. */
    ObjectNode document() throws IOException {
        String type = contentType();
        if (!(method().equals("PATCH") ? PATCHES : BODIES).contains(type)) {
            throw new ApiFailure(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: "
                            + String.join(", ", "application/json", MERGE, APPLY));
        }
        JsonNode node = parse(body(), type.equals(APPLY));
        if (node instanceof ObjectNode || node.isMissingNode()) {
            return node instanceof ObjectNode object ? object : Json.object();
        }
        throw ApiFailure.badRequest("the body of the request is not an object");
    }

    private static JsonNode parse(byte[] body, boolean yaml) {
        try {
            return yaml ? Json.parseYaml(body) : Json.parse(body);
        } catch (JacksonException e) {
            throw ApiFailure.badRequest(
                    "the body of the request cannot be decoded: " + e.getOriginalMessage());
        }
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
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
