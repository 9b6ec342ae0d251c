package cn.ac.pcl.octopus.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A small real server that remembers what reached it. */
final class Upstream implements AutoCloseable {

    private static final byte[] CHUNK = new byte[1 << 16];

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

    /** One request as it arrived; header names in lower case. */
    record Seen(String method, String target, Map<String, List<String>> headers, long bodyBytes) {
        String header(String name) {
            return String.join("|", headers.getOrDefault(name, List.of()));
        }
    }

    Upstream() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Seen take() throws InterruptedException {
        var next = seen.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nothing reached the upstream");
        }
        return next;
    }

    boolean isUntouched() {
        return seen.isEmpty();
    }

    /** A GET of {@code /bytes/<n>} is answered with so many bytes, all else with one word. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            long received = drain(exchange);
            Map<String, List<String>> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            seen.add(
                    new Seen(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            headers,
                            received));
            var path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("Upstream", "yes");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
            } else if (path.startsWith("/bytes/")) {
                send(exchange, Long.parseLong(path.substring("/bytes/".length())));
            } else {
                var body = "hello".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static long drain(HttpExchange exchange) throws IOException {
        long total = 0;
        var buffer = new byte[1 << 16];
        var body = exchange.getRequestBody();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            total += n;
        }
        return total;
    }

    private static void send(HttpExchange exchange, long bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes);
        for (long left = bytes; left > 0; left -= CHUNK.length) {
            exchange.getResponseBody().write(CHUNK, 0, (int) Math.min(left, CHUNK.length));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
