package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.TrainingStatus;
import cn.ac.pcl.octopus.base.billing.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job has cost: every replica from its own start to its own end. Pure. */
final class Usage {
    private Usage() {}

    /** A replica as billing sees it. */
    record Span(
            int roleIndex,
            TrainingStatus state,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            Duration earlier) {
        static Span of(TrainingReplica replica) {
            return new Span(
                    replica.key().roleIndex(),
                    replica.state(),
                    replica.startedAt(),
                    replica.finishedAt(),
                    replica.earlier());
        }
    }

    /**
     * Cost of a job until now, not rounded. A replica costs from its start to its end, or until now
     * while it has not ended: also while its state is unknown because its node does not answer.
     * What its earlier pods ran is charged as well: they used their machine, too.
     */
    static BigDecimal total(List<SubTask> roles, Collection<Span> replicas, Instant now) {
        return replicas.stream()
                .map(span ->
                        Money.cost(
                                span.earlier().plus(time(span, now)),
                                roles.get(span.roleIndex()).specPrice()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Duration time(Span span, Instant now) {
        Instant start = span.startedAt();
        if (start == null) {
            return Duration.ZERO;
        }
        Instant end = span.finishedAt();
        if (end == null) {
            end = span.state().isFinal() ? start : now;
        }
        Duration time = Duration.between(start, end);
        return time.isNegative() ? Duration.ZERO : time;
    }
}
