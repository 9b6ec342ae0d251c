package cn.ac.pcl.octopus.local.cluster;

import cn.ac.pcl.octopus.local.cluster.server.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A small Kubernetes API server on the loopback interface. */
public final class ApiServer implements AutoCloseable {
    private final ControlPlane plane;
    private final String token;
    private final @Nullable ServingCertificate certificate;

    private ApiServer(ControlPlane plane, String token, @Nullable ServingCertificate certificate) {
        this.plane = plane;
        this.token = token;
        this.certificate = certificate;
    }

    /** Starts a server; it answers when this returns. */
    public static ApiServer start(ApiServerOptions options) {
        Path directory = options.directory();
        String token = directory == null ? newToken() : keptToken(directory);
        // In memory it serves tests of this JVM, over plain http.
        ServingCertificate certificate = directory == null ? null : certificate(directory, token);
        ApiServer server =
                new ApiServer(
                        ControlPlane.start(
                                options, token, certificate == null ? null : certificate.context()),
                        token,
                        certificate);
        if (directory != null) {
            writePrivately(directory.resolve("kubeconfig"), server.kubeconfig());
        }
        return server;
    }

    public URI address() {
        return plane.address();
    }

    /** The bearer token of the cluster's administrator. */
    public String token() {
        return token;
    }

    /** The text of a kubeconfig for the cluster's administrator. */
    public String kubeconfig() {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: octopus
          cluster:
            server: %s%s
        users:
        - name: admin
          user:
            token: %s
        contexts:
        - name: octopus
          context:
            cluster: octopus
            user: admin
        current-context: octopus
        """
                .formatted(address(), authority(), token);
    }

    /** Stops answering and releases the directory; what was stored stays. */
    @Override
    public void close() {
        plane.close();
    }

    private String authority() {
        if (certificate == null) {
            return "";
        }
        byte[] pem = certificate.pem().getBytes(StandardCharsets.US_ASCII);
        return "\n    certificate-authority-data: " + Base64.getEncoder().encodeToString(pem);
    }

    private static ServingCertificate certificate(Path directory, String token) {
        try {
            return ServingCertificate.in(directory.resolve("certificate.p12"), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static String newToken() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String keptToken(Path directory) {
        Path file = directory.resolve("token");
        String token = read(file);
        if (token == null) {
            token = newToken();
            writePrivately(file, token);
        }
        return token;
    }

    private static @Nullable String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static void writePrivately(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
