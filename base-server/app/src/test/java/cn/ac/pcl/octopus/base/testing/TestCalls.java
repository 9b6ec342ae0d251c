package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Example;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.CallerTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the running service over HTTP on behalf of somebody. */
public class TestCalls {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ApplicationContext context;
    private final JdbcTemplate database;

    TestCalls(ApplicationContext context, JdbcTemplate database) {
        this.context = context;
        this.database = database;
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
        return call(caller, method, path, body, Map.of());
    }

    /** The same with further headers. */
    public Answer call(
            @Nullable Caller caller,
            String method,
            String path,
            @Nullable Object body,
            Map<String, String> headers) {
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
        headers.forEach(request::header);
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

    /**
     * The call of an example.
     *
     * @param endpoint verb and pattern of the path
     */
    Answer call(Caller caller, String endpoint, Example example, Map<String, String> headers) {
        var space = endpoint.indexOf(' ');
        var path =
                UriComponentsBuilder.fromPath(endpoint.substring(space + 1))
                        .encode()
                        .buildAndExpand(example.variables())
                        .toUriString();
        return call(
                caller,
                endpoint.substring(0, space),
                path + example.query(),
                example.body(),
                headers);
    }

    /** A token that was minted at another time. */
    public String mint(Caller caller, Clock clock) {
        return TestPlatform.tokens(clock).mint(caller);
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

    /** Fresh people: an owner and a member of a new workspace, and somebody who is in none. */
    public OwnershipExamples.Scene scene() {
        var owner = newUser();
        var member = newUser();
        var workspaceId = newWorkspace(owner, member);
        return new OwnershipExamples.Scene(
                Caller.user(owner.userId(), workspaceId, "test"),
                Caller.user(member.userId(), workspaceId, "test"),
                newUser(),
                administrator(),
                workspaceId,
                this);
    }

    /** A new spec that the pool of this workspace offers for training; its id. */
    public String offer(String workspaceId) {
        return offer(workspaceId, 1).getFirst();
    }

    /** Makes that many new specs all that the pool of this workspace offers for training. */
    public List<String> offer(String workspaceId, int count) {
        var administrator = administrator();
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var spec =
                    Map.of(
                            "name",
                            UUID.randomUUID().toString(),
                            "price",
                            1,
                            "resourceQuantity",
                            Map.of("cpu", "1", "memory", "1Gi"));
            ids.add(post(administrator, "/specs", spec).json().path("id").asString());
        }
        var name = poolOf(workspaceId);
        var groups = Map.of("train", Map.of("resourceSpecIds", ids));
        var pool = Map.of("name", name, "desc", "", "mapResourceSpecIdList", groups);
        if (post(administrator, "/pools", pool).status() >= 400) {
            call(administrator, "PUT", "/pools/" + name, pool);
        }
        return ids;
    }

    private static String poolOf(String workspaceId) {
        return "pool-" + workspaceId;
    }

    /** A new workspace with an account and these members; its pool need not be there. */
    public String newWorkspace(Caller... members) {
        var id = String.valueOf(System.nanoTime());
        var now = Timestamp.from(Instant.now());
        database.update(
                "insert into workspaces (id, name, resource_pool_id, created_at, updated_at, version)"
                        + " values (?, ?, ?, ?, ?, 0)",
                id,
                "Workspace " + id,
                poolOf(id),
                now,
                now);
        database.update(
                "insert into billing_accounts"
                        + " (owner_type, owner_id, amount, created_at, updated_at, version)"
                        + " values ('WORKSPACE', ?, 0, ?, ?, 0)",
                id,
                now,
                now);
        for (var member : members) {
            database.update(
                    "insert into workspace_members (workspace_id, user_id) values (?, ?)",
                    id,
                    member.userId());
        }
        return id;
    }

    private String address() {
        return "http://127.0.0.1:"
                + context.getEnvironment().getRequiredProperty("local.server.port");
    }
}
