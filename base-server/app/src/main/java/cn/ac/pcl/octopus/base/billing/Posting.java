package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.api.RunKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.math.BigDecimal;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** One change of a balance; written once. */
@Entity
@Table(name = "billing_postings")
@SuppressWarnings("UnusedVariable") // what is only written is read in the table
class Posting implements Persistable<String> {
    /** Why a balance changed. */
    enum Kind {
        /** An administrator gave or took. */
        RECHARGE,
        /** A run has cost more, or was corrected. */
        SETTLE
    }

    @Id private String id;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(name = "owner_type")
    private Owner.Type ownerType;

    @Column(name = "owner_id")
    private String ownerId;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Kind kind;

    private BigDecimal amount;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(name = "run_kind")
    private @Nullable RunKind runKind;

    @Column(name = "run_id")
    private @Nullable String runId;

    private @Nullable Long sequence;

    @Column(name = "created_at")
    private Instant createdAt;

    @Transient private boolean stored;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Posting() {}

    private Posting(String id, Owner owner, Kind kind, BigDecimal amount, Instant now) {
        this.id = id;
        this.ownerType = owner.type();
        this.ownerId = owner.id();
        this.kind = kind;
        this.amount = amount;
        this.createdAt = now;
    }

    static Posting recharge(String id, Owner owner, BigDecimal amount, Instant now) {
        return new Posting(id, owner, Kind.RECHARGE, amount, now);
    }

    /**
     * @param cost what is taken from the balance; negative gives back
     */
    static Posting settle(String id, UsageMetered usage, BigDecimal cost, Instant now) {
        var posting = new Posting(id, usage.owner(), Kind.SETTLE, cost.negate(), now);
        posting.runKind = usage.kind();
        posting.runId = usage.runId();
        posting.sequence = usage.sequence();
        return posting;
    }

    @PostPersist
    @PostLoad
    void noteStored() {
        stored = true;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    Owner owner() {
        return new Owner(ownerType, ownerId);
    }

    BigDecimal amount() {
        return amount;
    }

    Instant createdAt() {
        return createdAt;
    }
}
