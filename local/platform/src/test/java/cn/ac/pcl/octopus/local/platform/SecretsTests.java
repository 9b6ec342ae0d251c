package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTests {

    @TempDir Path directory;

    @Test
    void areMadeOnceForTheirOwnerAlone() throws Exception {
        Path file = directory.resolve("secrets.properties");

        Secrets first = Secrets.loadOrGenerate(file);
        Secrets second = Secrets.loadOrGenerate(file);

        assertThat(second).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.administratorPassword())
                .isNotEqualTo(first.demoPassword())
                .hasSizeBetween(8, 30);
        assertThat(first.tokenSecret()).hasSizeGreaterThanOrEqualTo(32);
        assertThat(first.toString()).doesNotContain(first.demoPassword());
    }

    @Test
    void holdAKeyPairThatFits() throws Exception {
        Secrets secrets = Secrets.loadOrGenerate(directory.resolve("secrets.properties"));
        KeyFactory keys = KeyFactory.getInstance("Ed25519");
        var text = new byte[] {1, 2, 3};

        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(
                keys.generatePrivate(new PKCS8EncodedKeySpec(decode(secrets.callerPrivateKey()))));
        signer.update(text);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
                keys.generatePublic(new X509EncodedKeySpec(decode(secrets.callerPublicKey()))));
        verifier.update(text);

        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void nameWhatIsMissing() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("secrets.properties"), "administrator.password=x\n");

        assertThatThrownBy(() -> Secrets.load(file))
                .isInstanceOf(Unable.class)
                .hasMessageContaining("demo.password");
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }
}
