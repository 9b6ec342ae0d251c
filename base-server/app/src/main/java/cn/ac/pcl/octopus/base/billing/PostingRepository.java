package cn.ac.pcl.octopus.base.billing;

import java.math.BigDecimal;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface PostingRepository extends JpaRepository<Posting, String> {
    @Query(
            """
            select p from Posting p
            where p.ownerType = :type and p.ownerId = :id and p.kind = :kind
            """)
    Page<Posting> search(Owner.Type type, String id, Posting.Kind kind, Pageable page);

    /** What the balance must be. */
    @Query(
            """
            select coalesce(sum(p.amount), 0) from Posting p
            where p.ownerType = :type and p.ownerId = :id
            """)
    BigDecimal sum(Owner.Type type, String id);
}
