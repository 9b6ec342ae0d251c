package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.api.TrainingStatus;
import cn.ac.pcl.octopus.base.billing.Money;
import cn.ac.pcl.octopus.base.training.Usage.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageTests {
    private static final Instant T0 = Instant.parse("2026-11-25T00:00:00Z");
    private static final List<SubTask> ROLES =
            List.of(Samples.subTask("a", 2, 360), Samples.subTask("b", 1, 0));

    @Test
    void chargesEveryReplicaFromItsOwnStartToItsOwnEnd() {
        assertThat(
                        total(
                                span(0, TrainingStatus.SUCCEEDED, 0, 100),
                                span(0, TrainingStatus.FAILED, 50, 70),
                                span(1, TrainingStatus.SUCCEEDED, 0, 1000)))
                .isEqualTo("12.00");
    }

    @Test
    void chargesARunningReplicaUntilNow() {
        assertThat(total(span(0, TrainingStatus.RUNNING, 100, null))).isEqualTo("90.00");
    }

    @Test
    void chargesNothingForOneThatNeverRan() {
        for (TrainingStatus state : TrainingStatus.values()) {
            assertThat(total(span(0, state, null, null))).as(state.text()).isEqualTo("0.00");
            assertThat(total(span(0, state, null, 500))).as(state.text()).isEqualTo("0.00");
        }
    }

    /** Whatever is said of it meanwhile, it costs until somebody says when it ended. */
    @Test
    void chargesOneThatHasStartedUntilItHasEnded() {
        for (TrainingStatus state : TrainingStatus.values()) {
            assertThat(total(span(0, state, 100, 150))).as(state.text()).isEqualTo("5.00");
            assertThat(total(span(0, state, 100, null)))
                    .as(state.text())
                    .isEqualTo(state.isFinal() ? "0.00" : "90.00");
        }
    }

    /** A replica that was evicted and waits, runs or has ended again has run before. */
    @Test
    void chargesWhatEarlierPodsRan() {
        Duration earlier = Duration.ofSeconds(100);
        for (TrainingStatus state : TrainingStatus.values()) {
            assertThat(total(new Span(0, state, null, null, earlier)))
                    .as(state.text())
                    .isEqualTo("10.00");
        }
        Span again = new Span(0, TrainingStatus.RUNNING, T0.plusSeconds(900), null, earlier);
        assertThat(total(again)).isEqualTo("20.00");
    }

    @Test
    void neverPaysBackForAClockThatWentBackwards() {
        assertThat(total(span(0, TrainingStatus.SUCCEEDED, 100, 50))).isEqualTo("0.00");
    }

    @Test
    void roundsTheSumAndNotItsParts() {
        assertThat(
                        Money.round(
                                        Usage.total(
                                                List.of(Samples.subTask("a", 2, 9)),
                                                List.of(
                                                        span(0, TrainingStatus.SUCCEEDED, 0, 1),
                                                        span(0, TrainingStatus.SUCCEEDED, 0, 1)),
                                                T0))
                                .toPlainString())
                .isEqualTo("0.01");
    }

    private static String total(Span... spans) {
        return Money.round(Usage.total(ROLES, List.of(spans), T0.plusSeconds(1000)))
                .toPlainString();
    }

    private static Span span(
            int role, TrainingStatus state, @Nullable Integer start, @Nullable Integer end) {
        return new Span(
                role,
                state,
                start == null ? null : T0.plusSeconds(start),
                end == null ? null : T0.plusSeconds(end),
                Duration.ZERO);
    }
}
