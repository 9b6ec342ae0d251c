package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.api.PaymentStatus;
import cn.ac.pcl.octopus.base.api.RunKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * What a run has cost so far. A report moves it only if its sequence is greater than the last
 * one's, and no report moves it once it is closed.
 */
@Entity
@Table(name = "billing_payments")
@SuppressWarnings("UnusedVariable") // what is only written is read in queries
class Payment {
    private static final int LONGEST_TITLE = 100;

    @Id private String id;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(name = "owner_type")
    private Owner.Type ownerType;

    @Column(name = "owner_id")
    private String ownerId;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(name = "run_kind")
    private RunKind runKind;

    @Column(name = "run_id")
    private String runId;

    private String title;
    private BigDecimal amount;
    private long sequence;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private PaymentStatus status;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Version private @Nullable Long version;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Payment() {}

    /** A bill on which nothing stands yet. */
    Payment(String id, UsageMetered first, Instant now) {
        this.id = id;
        this.ownerType = first.owner().type();
        this.ownerId = first.owner().id();
        this.runKind = first.kind();
        this.runId = first.runId();
        this.title = shortened(first.title());
        this.amount = Money.ZERO;
        this.sequence = Long.MIN_VALUE;
        this.status = PaymentStatus.PAYING;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /**
     * Takes a report. While the run goes on its bill never falls: a smaller total is one of which a
     * part is not known at the moment. The last report may correct it.
     *
     * @return what is to be posted for it, perhaps zero; nothing if the report changes nothing
     */
    Optional<BigDecimal> take(UsageMetered usage, Instant now) {
        if (status == PaymentStatus.COMPLETED || usage.sequence() <= sequence) {
            return Optional.empty();
        }
        var reported = Money.round(usage.total());
        var total = usage.ended() ? reported : reported.max(amount);
        var due = total.subtract(amount);
        amount = total;
        sequence = usage.sequence();
        startedAt = usage.startedAt();
        endedAt = usage.until();
        status = usage.ended() ? PaymentStatus.COMPLETED : PaymentStatus.PAYING;
        updatedAt = now;
        return Optional.of(due);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TITLE ? text : text.substring(0, LONGEST_TITLE);
    }

    String id() {
        return id;
    }

    RunKind runKind() {
        return runKind;
    }

    String runId() {
        return runId;
    }

    String title() {
        return title;
    }

    BigDecimal amount() {
        return amount;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant endedAt() {
        return endedAt;
    }

    PaymentStatus status() {
        return status;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
