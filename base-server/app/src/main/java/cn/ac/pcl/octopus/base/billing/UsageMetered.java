package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.api.RunKind;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a run has used so far, all of it, not what came on top. The feature that owns the run
 * publishes it, in the transaction that stores what was used; billing books it in the same one.
 * Reports that are repeated, late or out of order change nothing.
 *
 * @param owner who pays, see {@link Owner#ofRun}
 * @param runId id of the run
 * @param title what people see on the bill
 * @param sequence grows with every report of the run
 * @param total cost of the run so far, not rounded, see {@link Money#cost}
 * @param startedAt when the run began to cost, null if it never did
 * @param until end of the time that the total is for
 * @param ended whether this is the last report, after which the bill is closed
 */
public record UsageMetered(
        Owner owner,
        RunKind kind,
        String runId,
        String title,
        long sequence,
        BigDecimal total,
        @Nullable Instant startedAt,
        @Nullable Instant until,
        boolean ended) {
    public UsageMetered {
        if (total.signum() < 0) {
            throw new IllegalArgumentException("Nothing costs less than nothing: " + total);
        }
    }
}
