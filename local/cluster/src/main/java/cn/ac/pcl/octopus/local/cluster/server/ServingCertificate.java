package cn.ac.pcl.octopus.local.cluster.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The certificate that the server shows on the loopback interface; it signs itself. */
public final class ServingCertificate {
    private static final String ALIAS = "octopus";
    private static final Duration LIFE = Duration.ofDays(3650);

    private final KeyStore store;
    private final char[] password;

    private ServingCertificate(KeyStore store, char[] password) {
        this.store = store;
        this.password = password;
    }

    /** A new certificate and key. */
    public static ServingCertificate make(Instant now, String password) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            Certificate certificate = sign(keys, now);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    ALIAS,
                    keys.getPrivate(),
                    password.toCharArray(),
                    new Certificate[] {certificate});
            return new ServingCertificate(store, password.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot make a certificate", e);
        }
    }

    /** Reads what {@link #bytes} wrote. */
    public static ServingCertificate read(byte[] bytes, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password.toCharArray());
            return new ServingCertificate(store, password.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot read the server's certificate", e);
        }
    }

    /** Certificate and key, under the password. */
    public byte[] bytes() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, password);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot keep the server's certificate", e);
        }
    }

    /** The certificate as clients want it for trust. */
    public String pem() {
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

    private static Certificate sign(KeyPair keys, Instant now) throws GeneralSecurityException {
        byte[] algorithm =
                Der.sequence(Der.identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
        byte[] name =
                Der.sequence(
                        Der.set(
                                Der.sequence(
                                        Der.identifier(0x55, 0x04, 0x03),
                                        Der.text("octopus-local-cluster"))));
        byte[] addresses =
                Der.sequence(
                        Der.tagged(7, false, new byte[] {127, 0, 0, 1}),
                        Der.tagged(2, false, "localhost".getBytes(StandardCharsets.US_ASCII)));
        byte[] extensions =
                Der.sequence(
                        Der.sequence(Der.identifier(0x55, 0x1d, 0x11), Der.octets(addresses)),
                        Der.sequence(
                                Der.identifier(0x55, 0x1d, 0x13),
                                Der.yes(),
                                Der.octets(Der.sequence(Der.yes()))));
        byte[] body =
                Der.sequence(
                        Der.tagged(0, true, Der.integer(BigInteger.TWO)),
                        Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)),
                        algorithm,
                        name,
                        Der.sequence(
                                Der.time(now.minus(Duration.ofHours(1))), Der.time(now.plus(LIFE))),
                        name,
                        keys.getPublic().getEncoded(),
                        Der.tagged(3, true, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        byte[] whole = Der.sequence(body, algorithm, Der.bits(signature.sign()));
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(whole));
    }
}
