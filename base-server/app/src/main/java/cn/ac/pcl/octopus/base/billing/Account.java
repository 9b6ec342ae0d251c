package cn.ac.pcl.octopus.base.billing;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The balance of an owner. Whoever posts holds the lock on the row, so that the balance and the sum
 * of the postings change together.
 */
@Entity
@Table(name = "billing_accounts")
class Account {
    /** No balance leaves the column that stores it. */
    private static final BigDecimal LIMIT = new BigDecimal("999999999999.99");

    @EmbeddedId private Key key;
    private BigDecimal amount;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Version private @Nullable Long version;

    /** An owner as a key. */
    @Embeddable
    static class Key {
        @Enumerated(EnumType.STRING)
        @JdbcTypeCode(SqlTypes.VARCHAR)
        @Column(name = "owner_type")
        private Owner.Type ownerType;

        @Column(name = "owner_id")
        private String ownerId;

        @SuppressWarnings("NullAway.Init") // filled by Hibernate
        protected Key() {}

        Key(Owner owner) {
            this.ownerType = owner.type();
            this.ownerId = owner.id();
        }

        Owner owner() {
            return new Owner(ownerType, ownerId);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.owner().equals(owner());
        }

        @Override
        public int hashCode() {
            return Objects.hash(ownerType, ownerId);
        }
    }

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Account() {}

    Account(Owner owner, Instant now) {
        this.key = new Key(owner);
        this.amount = Money.ZERO;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Whether the balance can take an amount. */
    boolean canTake(BigDecimal change) {
        return amount.add(change).abs().compareTo(LIMIT) <= 0;
    }

    /** Books a posting; runs may cost more than there is. */
    void book(Posting posting, Instant now) {
        if (!posting.owner().equals(owner())) {
            throw new IllegalArgumentException("The posting is for another account");
        }
        amount = amount.add(posting.amount());
        updatedAt = now;
    }

    Owner owner() {
        return key.owner();
    }

    BigDecimal amount() {
        return amount;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
