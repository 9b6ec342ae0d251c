package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/// Amounts as Kubernetes writes them (`500m`, `64Gi`), in the core's units.
final class Quantities {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    private Quantities() {}

    static Resources resources(Map<String, String> quantities) {
        TreeMap<String, Long> amounts = new TreeMap<>();
        quantities.forEach((name, text) -> amounts.put(name, amount(name, text)));
        return new Resources(amounts);
    }

    private static long amount(String name, String text) {
        try {
            BigDecimal number = Quantity.getAmountInBytes(Quantity.parse(text));
            BigDecimal units = name.equals(Resources.CPU) ? number.multiply(MILLI) : number;
            return units.min(BigDecimal.valueOf(Resources.LIMIT))
                    .setScale(0, RoundingMode.CEILING)
                    .longValue();
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            throw new FaultyDocument(name + ": " + text + " is no quantity", unreadable);
        }
    }
}
