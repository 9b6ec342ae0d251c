package cn.ac.pcl.octopus.base.storage;

import java.util.Locale;
import org.springframework.util.unit.DataSize;

/** Sizes as people write them. */
final class Sizes {
    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};

    private Sizes() {}

    static String text(DataSize size) {
        return text(size.toBytes());
    }

    /** Such as {@code 1.5 GB}. */
    static String text(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        var number =
                amount == Math.rint(amount)
                        ? String.valueOf((long) amount)
                        : String.format(Locale.ROOT, "%.1f", amount);
        return number + " " + UNITS[unit];
    }
}
