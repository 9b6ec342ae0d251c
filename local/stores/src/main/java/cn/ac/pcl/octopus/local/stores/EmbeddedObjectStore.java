package cn.ac.pcl.octopus.local.stores;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// An S3 store inside this JVM: objects are plain files of a directory, requests must be signed.
public final class EmbeddedObjectStore implements AutoCloseable {

    private final S3Proxy server;

    private EmbeddedObjectStore(S3Proxy server) {
        this.server = server;
    }

    /// Starts the store on a directory that belongs to it.
    ///
    /// @param port 0 for any free one
    public static EmbeddedObjectStore start(
            Path directory, int port, String accessKey, String secretKey) throws IOException {
        Path home = Directories.createPrivate(directory.toAbsolutePath());
        Path buckets = Files.createDirectories(home.resolve("buckets"));
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(
                                new PatientBlobStore(
                                        new FilesystemNio2BlobStore(buckets.toString())))
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                        .ignoreUnknownHeaders(true)
                        .jettyMaxThreads(24)
                        .stopTimeout(500)
                        .maxSinglePartObjectSize(5L << 40)
                        .corsRules(
                                new CrossOriginResourceSharing(
                                        List.of("*"),
                                        List.of("GET", "PUT", "HEAD"),
                                        List.of("*"),
                                        List.of("ETag", "Content-Length"),
                                        ""))
                        .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("The object store did not start on port " + port, e);
        }
        return new EmbeddedObjectStore(server);
    }

    public int port() {
        return server.getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException _) {
            // A client kept its connection open; it is closed all the same.
        } catch (Exception e) {
            throw new IllegalStateException("the object store did not stop", e);
        }
    }
}
