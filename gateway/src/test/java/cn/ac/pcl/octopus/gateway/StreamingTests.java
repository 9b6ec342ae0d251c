package cn.ac.pcl.octopus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class StreamingTests extends GatewayFixture {

    private static final Logger log = LoggerFactory.getLogger(StreamingTests.class);

    private static final long MEGABYTE = 1L << 20;

    /** What all buffers of a stream may hold at once, far below what passes through. */
    private static final long MOST_HELD = 64 * MEGABYTE;

    @Test
    void streamsBothWaysInFlatMemory() throws Exception {
        streams(200 * MEGABYTE);
    }

    @Test
    @Tag("long")
    void streamsFiveGigabytesBothWaysInFlatMemory() throws Exception {
        streams(5L * 1024 * MEGABYTE);
    }

    private void streams(long bytes) throws Exception {
        var peak = new AtomicLong();
        download(MEGABYTE, new AtomicLong());
        long before = held();
        assertThat(download(bytes, peak)).isEqualTo(bytes);
        store.take();
        store.take();
        upload(bytes, peak);
        assertThat(store.take().bodyBytes()).isEqualTo(bytes);
        long held = peak.get() - before;
        log.info("{} MiB both ways: {} MiB held at most", bytes / MEGABYTE, held / MEGABYTE);
        assertThat(held).isLessThan(MOST_HELD);
    }

    private long download(long bytes, AtomicLong peak) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            head(socket, "GET /oss/bytes/" + bytes + " HTTP/1.1\r\nHost: h\r\nConnection: close");
            var input = socket.getInputStream();
            skipHead(input);
            var buffer = new byte[1 << 16];
            long total = 0;
            long next = 0;
            for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
                total += n;
                if (total >= next) {
                    next = total + 16 * MEGABYTE;
                    peak.accumulateAndGet(held(), Math::max);
                }
            }
            return total;
        }
    }

    private void upload(long bytes, AtomicLong peak) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            head(
                    socket,
                    "PUT /oss/octopus/big HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: "
                            + bytes);
            var output = socket.getOutputStream();
            var buffer = new byte[1 << 16];
            for (long left = bytes; left > 0; left -= buffer.length) {
                output.write(buffer, 0, (int) Math.min(left, buffer.length));
                if (left % (16 * MEGABYTE) == 0) {
                    peak.accumulateAndGet(held(), Math::max);
                }
            }
            output.flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static void head(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static void skipHead(InputStream input) throws IOException {
        for (int state = 0; state < 4; ) {
            int c = input.read();
            assertThat(c).isNotNegative();
            state = c == "\r\n\r\n".charAt(state) ? state + 1 : c == '\r' ? 1 : 0;
        }
    }

    /**
     * What nobody can give up: the buffers outside of the heap, where Netty keeps what it has
     * received and not yet sent, and the heap without its garbage.
     */
    private static long held() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long pools =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return heap + pools + PlatformDependent.usedDirectMemory();
    }
}
