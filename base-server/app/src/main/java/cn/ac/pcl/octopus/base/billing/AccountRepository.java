package cn.ac.pcl.octopus.base.billing;

import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface AccountRepository extends JpaRepository<Account, Account.Key> {
    @Query("select a.amount from Account a where a.key = :key")
    Optional<BigDecimal> amountOf(Account.Key key);

    /** Waits until nobody else posts to the account. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from Account a where a.key = :key")
    Optional<Account> lock(Account.Key key);

    @Query(
            """
            select a from Account a
            where a.key.ownerType = :type and (:id is null or a.key.ownerId = :id)
            """)
    Page<Account> search(Owner.Type type, @Nullable String id, Pageable page);
}
