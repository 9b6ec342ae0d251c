package cn.ac.pcl.octopus.local.cluster.serving;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The certificate that the server shows on the loopback interface; it signs itself. The JDK's own
 * keytool makes it.
 */
final class ServingCertificate {
    private static final String ALIAS = "octopus";
    private static final String ARGUMENTS =
            """
            -J-XX:TieredStopAtLevel=1 -genkeypair -alias octopus -keyalg EC -groupname secp256r1
            -dname CN=octopus-local-cluster -validity 3650 -startdate -1H
            -ext san=ip:127.0.0.1,dns:localhost -ext bc:critical=ca:true
            -storetype PKCS12 -storepass:env OCTOPUS_STORE_PASSWORD\
            """;

    private final KeyStore store;
    private final char[] password;

    private ServingCertificate(KeyStore store, String password) {
        this.store = store;
        this.password = password.toCharArray();
    }

    /** Reads the certificate and its key from a file; makes them first where there is none. */
    static ServingCertificate in(Path file, String password) throws IOException {
        if (!Files.exists(file)) {
            make(file, password);
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return new ServingCertificate(store, password);
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot use the certificate in " + file, e);
        }
    }

    private static void make(Path file, String password) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(List.of(ARGUMENTS.split("\\s+", -1)));
        command.addAll(List.of("-keystore", fresh.toString()));
        ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true);
        keytool.environment().put("OCTOPUS_STORE_PASSWORD", password);
        Process process = keytool.start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool could not make a certificate: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool made a certificate", e);
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The certificate as clients want it for trust. */
    String pem() {
        try {
            byte[] encoded = store.getCertificate(ALIAS).getEncoded();
            String lines =
                    Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(encoded);
            return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot read the server's certificate", e);
        }
    }

    SSLContext context() {
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot serve with the certificate", e);
        }
    }
}
