package cn.ac.pcl.octopus.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs life hooks and checks them. The header reads {@code t=<epoch second>,v1=<hex>}, where the
 * hex text is the HMAC-SHA256 of {@code <t>.<body>}; a hook is accepted five minutes before and
 * after its time. Within them a repeated hook is for the receiver to recognise, by its sequence.
 */
public final class HookSignature {

    /** The request header that carries the signature. */
    public static final String HEADER = "Octopus-Signature";

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("t=(\\d{1,12}),v1=([0-9a-f]{64})");

    private final SecretKeySpec key;
    private final Clock clock;

    /**
     * @param secret at least 32 bytes, shared by taskset and base-server
     * @param clock the time by which hooks are signed and refused
     */
    public HookSignature(String secret, Clock clock) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SECRET_BYTES) {
            throw new IllegalArgumentException("A hook secret needs at least 32 bytes");
        }
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
        this.clock = clock;
    }

    /** The header's value for a body that is sent now. */
    public String sign(byte[] body) {
        long second = clock.instant().getEpochSecond();
        return "t=" + second + ",v1=" + HexFormat.of().formatHex(mac(second, body));
    }

    /**
     * Passes if the header signs this body and is fresh.
     *
     * @throws InvalidTokenException otherwise
     */
    public void verify(@Nullable String header, byte[] body) {
        if (header == null) {
            throw new InvalidTokenException("The hook is not signed");
        }
        var form = FORM.matcher(header);
        if (!form.matches()) {
            throw new InvalidTokenException("The hook's signature is malformed");
        }
        long second = Long.parseLong(form.group(1));
        if (!MessageDigest.isEqual(mac(second, body), HexFormat.of().parseHex(form.group(2)))) {
            throw new InvalidTokenException("The hook's signature does not fit its body");
        }
        if (Math.abs(clock.instant().getEpochSecond() - second) > TOLERANCE.toSeconds()) {
            throw new InvalidTokenException("The hook is not of this time");
        }
    }

    private byte[] mac(long second, byte[] body) {
        try {
            var mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update((second + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks HmacSHA256", e);
        }
    }
}
