package cn.ac.pcl.octopus.surface;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server in base-server's place: it remembers calls and answers what it was told. */
public final class FakeBaseServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    private final Map<String, Runnable> effects = new ConcurrentHashMap<>();

    private record Answer(int status, String contentType, String body) {}

    /** A call as it arrived; header names are in lower case. */
    public record Call(String method, String target, Map<String, String> headers, String body) {
        /** Value of a header, empty where there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Starts on a free port. */
    public FakeBaseServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    /** Its address. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers a method and path with JSON from now on. */
    public void answer(String call, String json) {
        answers.put(call, new Answer(200, "application/json", json));
    }

    /** Answers a method and path with a problem document from now on. */
    public void refuse(String call, int status, String json) {
        answers.put(call, new Answer(status, "application/problem+json", json));
    }

    /** Lets something happen whenever a method and path is called, before it is answered. */
    public void during(String call, Runnable effect) {
        effects.put(call, effect);
    }

    /** Forgets what it was told and what it saw. */
    public void reset() {
        answers.clear();
        effects.clear();
        calls.clear();
    }

    /** What reached it, oldest first. */
    public List<Call> calls() {
        return new ArrayList<>(calls);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) ->
                            headers.put(name.toLowerCase(Locale.ROOT), String.join("|", values)));
            var uri = exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!uri.getPath().startsWith("/actuator/")) {
                calls.add(new Call(exchange.getRequestMethod(), uri.toString(), headers, body));
            }
            var call = exchange.getRequestMethod() + " " + uri.getPath();
            effects.getOrDefault(call, () -> {}).run();
            var answer =
                    answers.getOrDefault(
                            call,
                            new Answer(
                                    404,
                                    "application/problem+json",
                                    "{\"status\":404,\"code\":\"not-found\"}"));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
