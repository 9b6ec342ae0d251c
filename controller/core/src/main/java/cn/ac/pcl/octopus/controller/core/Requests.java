package cn.ac.pcl.octopus.controller.core;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How what pods ask for is written, and parts of pods that may be absent. */
final class Requests {

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Requests() {}

    /** An amount as Kubernetes writes it: whole, or in thousandths. */
    static Quantity quantity(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return plain.scale() <= 0
                ? new Quantity(plain.toBigInteger().toString())
                : new Quantity(
                        plain.multiply(THOUSAND).setScale(0, RoundingMode.CEILING).toBigInteger()
                                + "m");
    }

    static <T> List<T> orEmpty(@Nullable List<T> items) {
        return items == null ? List.of() : items;
    }
}
