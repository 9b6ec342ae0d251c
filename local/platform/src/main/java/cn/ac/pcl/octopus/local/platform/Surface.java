package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One REST surface of the platform, used through the gateway as any script would use it.
public final class Surface {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient http;
    private final URI gateway;
    private final String prefix;
    private @Nullable String token;

    private Surface(HttpClient http, URI gateway, String prefix) {
        this.http = http;
        this.gateway = gateway;
        this.prefix = prefix;
    }

    /// A client for surfaces, uploads and downloads.
    public static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(CONNECT).build();
    }

    /// The users' surface of the platform behind a gateway.
    public static Surface ofUsers(HttpClient http, URI gateway) {
        return new Surface(http, gateway, "/openaiserver");
    }

    /// The administrators' surface of the platform behind a gateway.
    public static Surface ofAdministrators(HttpClient http, URI gateway) {
        return new Surface(http, gateway, "/adminserver");
    }

    /// The platform answered that it will not do this.
    public static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;
        private static final int TOKEN_REPLACED = 16010;

        private final int subcode;

        RefusedException(String request, int subcode, String message) {
            super("%s was refused: %s (%d)".formatted(request, message, subcode));
            this.subcode = subcode;
        }

        /// The number that names the cause, see the platform's error table.
        public int subcode() {
            return subcode;
        }

        /// Whether the user has logged in again elsewhere, which ends the session here.
        boolean isLoggedInElsewhere() {
            return subcode == TOKEN_REPLACED;
        }
    }

    public Surface logIn(String username, String password)
            throws IOException, InterruptedException {
        JsonNode granted =
                post("/v1/authmanage/token", Map.of("username", username, "password", password));
        token = granted.required("token").asString();
        return this;
    }

    /// Uses a token that was obtained elsewhere.
    public Surface withToken(String other) {
        token = other;
        return this;
    }

    public String token() {
        if (token == null) {
            throw new IllegalStateException("not logged in");
        }
        return token;
    }

    public URI gateway() {
        return gateway;
    }

    public JsonNode get(String path, Map<String, ?> query)
            throws IOException, InterruptedException {
        String text =
                query.entrySet().stream()
                        .map(entry ->
                                encode(entry.getKey())
                                        + "="
                                        + encode(String.valueOf(entry.getValue())))
                        .collect(Collectors.joining("&"));
        return payload(send("GET", text.isEmpty() ? path : path + "?" + text, null));
    }

    public JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return payload(send("POST", path, JSON.writeValueAsString(body)));
    }

    public JsonNode put(String path, Object body) throws IOException, InterruptedException {
        return payload(send("PUT", path, JSON.writeValueAsString(body)));
    }

    /// Sends a request whose body is already text, and hands back the answer as it came.
    public HttpResponse<String> send(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(gateway.resolve(prefix + path))
                        .timeout(LIMIT)
                        .header("Accept-Language", Texts.acceptLanguage())
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// What an envelope holds.
    ///
    /// @throws RefusedException when it holds an error
    public static JsonNode payload(HttpResponse<String> response) throws IOException {
        String request = response.request().method() + " " + response.request().uri().getPath();
        JsonNode envelope;
        try {
            envelope = JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw new IOException(
                    "%s answered %d with something that is no envelope"
                            .formatted(request, response.statusCode()),
                    e);
        }
        if (!envelope.path("success").asBoolean(false)) {
            JsonNode error = envelope.path("error");
            throw new RefusedException(
                    request,
                    error.path("subcode").asInt(response.statusCode()),
                    error.path("message").asString("HTTP " + response.statusCode()));
        }
        return envelope.path("payload");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
