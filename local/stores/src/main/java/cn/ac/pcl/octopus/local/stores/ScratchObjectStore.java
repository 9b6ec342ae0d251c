package cn.ac.pcl.octopus.local.stores;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// An S3 store for tests: the one named by the system properties `octopus.test.s3` (its address),
/// `octopus.test.s3-access-key` and `octopus.test.s3-secret-key`, or else an embedded one.
///
/// @param embedded null for a given store, which outlives the test
public record ScratchObjectStore(
        URI endpoint, String accessKey, String secretKey, @Nullable EmbeddedObjectStore embedded)
        implements AutoCloseable {

    /// @param directory where an embedded store keeps its objects
    public static ScratchObjectStore start(Path directory) throws IOException {
        String given = System.getProperty("octopus.test.s3", "");
        if (!given.isBlank()) {
            return new ScratchObjectStore(
                    URI.create(given),
                    System.getProperty("octopus.test.s3-access-key", ""),
                    System.getProperty("octopus.test.s3-secret-key", ""),
                    null);
        }
        String accessKey = "octopus";
        String secretKey = "a secret for tests";
        var store = EmbeddedObjectStore.start(directory, 0, accessKey, secretKey);
        return new ScratchObjectStore(store.endpoint(), accessKey, secretKey, store);
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
