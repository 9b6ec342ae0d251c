package cn.ac.pcl.octopus.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks HTTP/1.1 by hand, so that no client library touches the address or adds a header. */
final class RawClient {

    private final int port;

    RawClient(int port) {
        this.port = port;
    }

    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Sends a request line and header lines as they are. */
    Answer send(String method, String target, String... headerLines) throws IOException {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        boolean host = false;
        for (var line : headerLines) {
            host |= line.startsWith("Host:");
            text.append(line).append("\r\n");
        }
        if (!host) {
            text.append("Host: octopus.example:8443\r\n");
        }
        return send(text + "Connection: close\r\n\r\n");
    }

    /** Sends a request as it is; it has to ask for the end of the connection. */
    Answer send(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            var input = new BufferedInputStream(socket.getInputStream());
            var status = Integer.parseInt(line(input).split(" ", -1)[1]);
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(input); !line.isEmpty(); line = line(input)) {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip(),
                        (a, b) -> a + "|" + b);
            }
            return new Answer(
                    status, headers, new String(input.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String line(InputStream input) throws IOException {
        var line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new IOException("The gateway hung up");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
