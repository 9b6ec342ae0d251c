package cn.ac.pcl.octopus.base.training;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface TrainingRunRepository extends JpaRepository<TrainingRun, String> {
    @Query("select r from TrainingRun r where r.id = :id and r.deletedAt = 0")
    Optional<TrainingRun> findLiving(String id);

    /** Also a deleted one, for what the engine tells of it. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from TrainingRun r where r.id = :id")
    Optional<TrainingRun> lock(String id);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from TrainingRun r where r.id in :ids and r.deletedAt = 0 order by r.id")
    List<TrainingRun> lockLiving(Collection<String> ids);

    @Query("select r.userId from TrainingRun r where r.id = :id and r.deletedAt = 0")
    Optional<String> ownerOf(String id);

    boolean existsByIdAndSettled(String id, boolean settled);

    boolean existsByQueueAndSettled(String queue, boolean settled);

    boolean existsByUserIdAndWorkspaceIdAndNameAndDeletedAt(
            String userId, String workspaceId, String name, long deletedAt);

    @Query(
            """
            select r from TrainingRun r
            where r.deletedAt = 0
              and (:userId is null or r.userId = :userId)
              and (:workspaceId is null or r.workspaceId = :workspaceId)
              and (:state is null or r.state = :state)
              and (:from is null or r.createdAt >= :from)
              and (:before is null or r.createdAt < :before)
              and (:key is null or r.name like :key escape '!')
            """)
    Page<TrainingRun> search(
            @Nullable String userId,
            @Nullable String workspaceId,
            @Nullable TrainingState state,
            @Nullable Instant from,
            @Nullable Instant before,
            @Nullable String key,
            Pageable page);

    /** Jobs of which the engine may still tell something, in order. */
    @Query(
            """
            select new cn.ac.pcl.octopus.base.training.Heard(r.id, r.sequence) from TrainingRun r
            where r.settled = false and r.id > :after and r.createdAt < :before
            order by r.id limit :most
            """)
    List<Heard> unsettled(String after, Instant before, int most);

    /** Jobs that cost money as time passes, in order. */
    @Query(
            """
            select r.id from TrainingRun r
            where r.settled = false and r.startedAt is not null and r.id > :after
            order by r.id limit :most
            """)
    List<String> costing(String after, int most);

    /** Whether a job that has not ended mounts a version of a dataset or an algorithm. */
    @Query(
            """
            select count(r) > 0 from TrainingRun r
            where r.settled = false
              and (r.datasetId = :id and r.datasetVersion = :version
                or r.algorithmId = :id and r.algorithmVersion = :version)
            """)
    boolean mount(String id, int version);
}
