package cn.ac.pcl.octopus.base.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cn.ac.pcl.octopus.base.api.PaymentStatus;
import cn.ac.pcl.octopus.base.api.RunKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentTests {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static UsageMetered usage(long sequence, String total, boolean ended) {
        return new UsageMetered(
                Owner.user("u"),
                RunKind.TRAIN_JOB,
                "run",
                "title",
                sequence,
                new BigDecimal(total),
                NOW,
                NOW,
                ended);
    }

    private static Payment payment() {
        return new Payment("id", usage(1, "0", false), NOW);
    }

    @Test
    void postsOnlyWhatCameOnTop() {
        var payment = payment();
        assertThat(payment.take(usage(1, "1.004", false), NOW)).hasValue(new BigDecimal("1.00"));
        assertThat(payment.take(usage(2, "1.006", false), NOW)).hasValue(new BigDecimal("0.01"));
        assertThat(payment.take(usage(3, "1.012", false), NOW)).hasValue(new BigDecimal("0.00"));
        assertThat(payment.amount()).isEqualTo("1.01");
    }

    @Test
    void takesNoReportTwiceAndNoneThatIsLate() {
        var payment = payment();
        payment.take(usage(5, "3", false), NOW);
        assertThat(payment.take(usage(5, "4", false), NOW)).isEmpty();
        assertThat(payment.take(usage(4, "9", true), NOW)).isEmpty();
        assertThat(payment.amount()).isEqualTo("3.00");
        assertThat(payment.status()).isEqualTo(PaymentStatus.PAYING);
    }

    @Test
    void closesWithTheLastReportAndTakesNothingAfter() {
        var payment = payment();
        payment.take(usage(1, "2", true), NOW);
        assertThat(payment.status()).isEqualTo(PaymentStatus.COMPLETED);
        assertThat(payment.take(usage(2, "5", false), NOW)).isEmpty();
        assertThat(payment.take(usage(3, "5", true), NOW)).isEmpty();
        assertThat(payment.amount()).isEqualTo("2.00");
    }

    @Test
    void givesNothingBackBeforeTheEnd() {
        var payment = payment();
        payment.take(usage(1, "2", false), NOW);
        assertThat(payment.take(usage(2, "0", false), NOW)).hasValue(new BigDecimal("0.00"));
        assertThat(payment.amount()).isEqualTo("2.00");
        assertThat(payment.take(usage(3, "2.5", false), NOW)).hasValue(new BigDecimal("0.50"));
    }

    @Test
    void givesBackWhatALaterReportCorrects() {
        var payment = payment();
        payment.take(usage(1, "2", false), NOW);
        assertThat(payment.take(usage(2, "1.5", true), NOW)).hasValue(new BigDecimal("-0.50"));
    }

    @Test
    void knowsNoNegativeUse() {
        assertThatIllegalArgumentException().isThrownBy(() -> usage(1, "-0.01", false));
    }

    /** Whatever the order and however often: the charge is that of the last report taken. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void chargesWhatTheLastReportTakenSays(long seed) {
        var random = new Random(seed);
        var reports = new ArrayList<UsageMetered>();
        for (var i = 0; i < 20; i++) {
            var report = usage(i, String.valueOf(i * 0.337), i == 19);
            for (var copies = random.nextInt(3); copies >= 0; copies--) {
                reports.add(report);
            }
        }
        Collections.shuffle(reports, random);
        var payment = payment();
        var charged = Money.ZERO;
        var last = new BigDecimal("-1");
        for (var report : reports) {
            var due = payment.take(report, NOW);
            if (due.isPresent()) {
                charged = charged.add(due.get());
                last = report.total();
            }
        }
        assertThat(charged).isEqualTo(Money.round(last)).isEqualTo(payment.amount());
        assertThat(payment.status()).isEqualTo(PaymentStatus.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 360, 360.00",
        "1, 360, 0.10",
        "5, 1, 0.00",
        "18, 1, 0.01",
        "17, 1, 0.00",
        "86400, 1000000, 24000000.00",
        "0, 5, 0.00"
    })
    void roundsHalvesAwayFromZero(long seconds, long price, BigDecimal expected) {
        assertThat(Money.round(Money.cost(Duration.ofSeconds(seconds), price))).isEqualTo(expected);
    }
}
