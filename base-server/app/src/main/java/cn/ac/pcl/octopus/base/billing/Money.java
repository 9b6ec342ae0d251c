package cn.ac.pcl.octopus.base.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Amounts of machine-hours: two decimals, halves away from zero. */
public final class Money {
    public static final int DECIMALS = 2;
    public static final BigDecimal ZERO = BigDecimal.ZERO.setScale(DECIMALS);

    private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);
    private static final int WORKING_DECIMALS = 12;

    private Money() {}

    /** As it is booked and shown. */
    public static BigDecimal round(BigDecimal amount) {
        return amount.setScale(DECIMALS, RoundingMode.HALF_UP);
    }

    /**
     * What some time costs, not rounded yet: the costs of replicas are summed up before.
     *
     * @param pricePerHour machine-hours for an hour
     */
    public static BigDecimal cost(Duration time, long pricePerHour) {
        return BigDecimal.valueOf(time.toSeconds())
                .multiply(BigDecimal.valueOf(pricePerHour))
                .divide(SECONDS_PER_HOUR, WORKING_DECIMALS, RoundingMode.HALF_UP);
    }
}
