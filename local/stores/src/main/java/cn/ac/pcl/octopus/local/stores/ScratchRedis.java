package cn.ac.pcl.octopus.local.stores;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A Redis for tests: the one named by the system properties `octopus.test.redis` (host:port) and
/// `octopus.test.redis-password`, or else an embedded one that ends with [#close].
public final class ScratchRedis implements AutoCloseable {

    private static final String EMBEDDED_PASSWORD = "a password";

    private final String host;
    private final int port;
    private final String password;
    private final @Nullable EmbeddedRedis embedded;

    private ScratchRedis(String host, int port, String password, @Nullable EmbeddedRedis embedded) {
        this.host = host;
        this.port = port;
        this.password = password;
        this.embedded = embedded;
    }

    /// @param directory where an embedded server keeps its files
    public static ScratchRedis start(Path directory) throws IOException, InterruptedException {
        String given = System.getProperty("octopus.test.redis", "");
        if (!given.isBlank()) {
            int colon = given.lastIndexOf(':');
            return new ScratchRedis(
                    given.substring(0, colon),
                    Integer.parseInt(given.substring(colon + 1)),
                    System.getProperty("octopus.test.redis-password", ""),
                    null);
        }
        EmbeddedRedis server = EmbeddedRedis.start(directory, 0, EMBEDDED_PASSWORD);
        return new ScratchRedis(server.host(), server.port(), EMBEDDED_PASSWORD, server);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String password() {
        return password;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
