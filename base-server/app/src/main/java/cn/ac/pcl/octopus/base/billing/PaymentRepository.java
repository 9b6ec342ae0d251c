package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.api.RunKind;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface PaymentRepository extends JpaRepository<Payment, String> {
    @Query("select p.amount from Payment p where p.runKind = :kind and p.runId = :runId")
    Optional<BigDecimal> amountOf(RunKind kind, String runId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Payment p where p.runKind = :kind and p.runId = :runId")
    Optional<Payment> lock(RunKind kind, String runId);

    @Query(
            """
            select p from Payment p
            where p.ownerType = :type and p.ownerId = :id
              and (:key is null or p.title like :key escape '!')
            """)
    Page<Payment> search(Owner.Type type, String id, @Nullable String key, Pageable page);
}
