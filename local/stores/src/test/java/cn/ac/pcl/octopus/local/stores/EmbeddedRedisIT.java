package cn.ac.pcl.octopus.local.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

    @TempDir Path directory;

    @Test
    void asksForThePasswordAndKeepsItsContentOverARestart() throws Exception {
        try (var redis = EmbeddedRedis.start(directory, 0, "pass\"word")) {
            assertThat(say(redis, "PING\r\n")).startsWith("-NOAUTH");
            assertThat(say(redis, "*2\r\n$4\r\nAUTH\r\n$9\r\npass\"word\r\nSET kept 42\r\n"))
                    .isEqualTo("+OK+OK");
        }
        try (var redis = EmbeddedRedis.start(directory, 0, "changed")) {
            assertThat(say(redis, "AUTH changed\r\nGET kept\r\n")).isEqualTo("+OK$242");
        }
    }

    private static String say(EmbeddedRedis redis, String text) throws IOException {
        try (var socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\r\n", "");
        }
    }
}
