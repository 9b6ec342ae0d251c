package cn.ac.pcl.octopus.local.cluster.serving;

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
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The token of the cluster's administrator and the server's certificate. In a directory they
 * outlive the server; without one there is no certificate, for servers of plain http in tests.
 */
public final class Credentials {
    private final @Nullable Path directory;
    private final String token;
    private final @Nullable ServingCertificate certificate;

    private Credentials(
            @Nullable Path directory, String token, @Nullable ServingCertificate certificate) {
        this.directory = directory;
        this.token = token;
        this.certificate = certificate;
    }

    /** Finds what the directory keeps, and makes what is missing. */
    public static Credentials in(@Nullable Path directory) {
        if (directory == null) {
            return new Credentials(null, newToken(), null);
        }
        try {
            String token = keptToken(directory.resolve("token"));
            return new Credentials(
                    directory,
                    token,
                    ServingCertificate.in(directory.resolve("certificate.p12"), token));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the credentials in " + directory, e);
        }
    }

    /** The bearer token. */
    public String token() {
        return token;
    }

    /** How the server speaks https; null when it speaks http. */
    public @Nullable SSLContext security() {
        return certificate == null ? null : certificate.context();
    }

    /** The text of a kubeconfig for the server at the address. */
    public String kubeconfig(URI address) {
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
                .formatted(address, authority(), token);
    }

    /** Leaves the kubeconfig in the directory, for kubectl. */
    public void publish(URI address) {
        if (directory != null) {
            try {
                writePrivately(directory.resolve("kubeconfig"), kubeconfig(address));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the kubeconfig in " + directory, e);
            }
        }
    }

    private String authority() {
        if (certificate == null) {
            return "";
        }
        byte[] pem = certificate.pem().getBytes(StandardCharsets.US_ASCII);
        return "\n    certificate-authority-data: " + Base64.getEncoder().encodeToString(pem);
    }

    private static String newToken() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String keptToken(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        String token = newToken();
        writePrivately(file, token);
        return token;
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
