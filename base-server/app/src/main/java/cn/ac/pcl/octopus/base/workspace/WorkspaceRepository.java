package cn.ac.pcl.octopus.base.workspace;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface WorkspaceRepository extends JpaRepository<Workspace, String> {
    @Query("select w from Workspace w where w.id = :id and w.deletedAt = 0")
    Optional<Workspace> findLiving(String id);

    @Query(
            "select w from Workspace w left join fetch w.memberIds where w.id = :id and w.deletedAt = 0")
    Optional<Workspace> findLivingWithMembers(String id);

    @Query("select w.resourcePoolId from Workspace w where w.id = :id and w.deletedAt = 0")
    Optional<String> poolOf(String id);

    boolean existsByResourcePoolIdAndDeletedAt(String resourcePoolId, long deletedAt);

    @Query(
            "select count(w) > 0 from Workspace w join w.memberIds m"
                    + " where w.id = :id and w.deletedAt = 0 and m = :userId")
    boolean hasMember(String id, String userId);

    @Query(
            "select w from Workspace w join w.memberIds m where m = :userId and w.deletedAt = 0"
                    + " order by w.createdAt, w.id")
    List<Workspace> ofMember(String userId);

    /** Deleted ones too, for the names of what they left. */
    @Query("select w from Workspace w where w.id in :ids")
    List<Workspace> findEver(Collection<String> ids);

    @Query(
            """
            select w from Workspace w
            where w.deletedAt = 0
              and (:name is null or w.name like :name escape '!')
              and (:key is null or w.name like :key escape '!')
            """)
    Page<Workspace> search(@Nullable String name, @Nullable String key, Pageable page);
}
