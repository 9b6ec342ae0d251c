package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.CallerTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the running service over HTTP on behalf of somebody. */
public class TestCalls {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ApplicationContext context;

    TestCalls(ApplicationContext context) {
        this.context = context;
    }

    /** What came back. */
    public record Answer(int status, String text) {
        /** The body; a missing node if there is none. */
        public JsonNode json() {
            return JSON.readTree(text.isEmpty() ? "null" : text);
        }

        /** The error code of a refusal, empty for anything else. */
        public String code() {
            return status < 400 ? "" : json().path("code").asString("");
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A call with a body that is written as JSON, or sent as it is if it is a text. */
    public Answer call(@Nullable Caller caller, String method, String path, @Nullable Object body) {
        var request =
                HttpRequest.newBuilder(URI.create(address() + path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(
                                                body instanceof String text
                                                        ? text
                                                        : JSON.writeValueAsString(body)));
        if (caller != null) {
            request.header(CallerTokens.HEADER, TestPlatform.TOKENS.mint(caller));
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer get(Caller caller, String path) {
        return call(caller, "GET", path, null);
    }

    public Answer post(Caller caller, String path, Object body) {
        return call(caller, "POST", path, body);
    }

    /** The administrator of the configuration. */
    public Caller administrator() {
        var answer =
                post(
                        Caller.nobody("test"),
                        "/administrators/authenticate",
                        Map.of(
                                "username", TestPlatform.ADMINISTRATOR,
                                "password", TestPlatform.ADMINISTRATOR_PASSWORD));
        return Caller.administrator(answer.json().path("userId").asString(), "test");
    }

    /** A new user in the default workspace. */
    public Caller newUser() {
        var answer =
                post(
                        administrator(),
                        "/users",
                        Map.of(
                                "fullName", "Somebody",
                                "email", UUID.randomUUID() + "@example.org",
                                "password", "password of somebody",
                                "gender", "FEMALE"));
        return Caller.user(answer.json().path("id").asString(), "", "test");
    }

    private String address() {
        return "http://127.0.0.1:"
                + context.getEnvironment().getRequiredProperty("local.server.port");
    }
}
