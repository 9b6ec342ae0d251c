package cn.ac.pcl.octopus.base.resource;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and writes amounts as Kubernetes does: {@code 500m}, {@code 10Gi}, {@code 2}. */
final class Quantities {
    private static final Pattern FORM =
            Pattern.compile(
                    "\\+?([0-9]{1,15}(\\.[0-9]{0,9})?|\\.[0-9]{1,9})"
                            + "([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?");
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final BigInteger KIBI = BigInteger.valueOf(1024);
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

    private Quantities() {}

    /** The amount that a text means; empty if it means none, or less than nothing. */
    static Optional<BigDecimal> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Quantity(text).getNumericalAmount());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static BigDecimal amount(Quantity quantity) {
        return quantity.getNumericalAmount();
    }

    /**
     * The shortest exact form.
     *
     * @param bytes whether it is an amount of memory, which is written in powers of 1024
     */
    static String text(BigDecimal amount, boolean bytes) {
        var plain = amount.stripTrailingZeros();
        if (plain.scale() > 0) {
            var milli = plain.multiply(THOUSAND).stripTrailingZeros();
            return milli.scale() <= 0 ? milli.toBigInteger() + "m" : plain.toPlainString();
        }
        var whole = plain.toBigInteger();
        if (!bytes) {
            return whole.toString();
        }
        var power = 0;
        while (power < BINARY.length - 1 && whole.signum() != 0 && whole.mod(KIBI).signum() == 0) {
            whole = whole.divide(KIBI);
            power++;
        }
        return whole + BINARY[power];
    }
}
