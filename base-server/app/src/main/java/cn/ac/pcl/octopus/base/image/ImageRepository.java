package cn.ac.pcl.octopus.base.image;

import cn.ac.pcl.octopus.base.api.ImageApi.ImageSource;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageStatus;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageType;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface ImageRepository extends JpaRepository<Image, String> {
    @Query("select i from Image i where i.id = :id and i.deletedAt = 0")
    Optional<Image> findLiving(String id);

    /** The same, and nobody else changes it until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select i from Image i where i.id = :id and i.deletedAt = 0")
    Optional<Image> lockLiving(String id);

    @Query(
            "select count(s) > 0 from ImageShare s"
                    + " where s.key.imageId = :id and s.key.spaceId = :spaceId")
    boolean isShared(String id, String spaceId);

    @Query(
            "select s.key.imageId from ImageShare s"
                    + " where s.key.imageId in :ids and s.key.spaceId = :spaceId")
    Set<String> sharedAmong(Collection<String> ids, String spaceId);

    @Modifying
    @Query("delete from ImageShare s where s.key.imageId = :id")
    void removeShares(String id);

    /**
     * A page of images.
     *
     * @param sharedWith only those shared with this workspace
     */
    @Query(
            """
            select i from Image i
            where i.deletedAt = 0
              and i.preset = :preset
              and (:userId is null or i.userId = :userId)
              and (:spaceId is null or i.spaceId = :spaceId)
              and (:sharedWith is null or exists (
                select 1 from ImageShare s
                where s.key.imageId = i.id and s.key.spaceId = :sharedWith))
              and (:name is null or i.name like :name escape '!')
              and (:type is null or i.type = :type)
              and (:source is null or i.source = :source)
              and (:status is null or i.status = :status)
              and (:tag is null or i.tag = :tag)
              and (:text is null or i.name like :text escape '!'
                or i.tag like :text escape '!' or i.description like :text escape '!')
            """)
    Page<Image> search(
            boolean preset,
            @Nullable String userId,
            @Nullable String spaceId,
            @Nullable String sharedWith,
            @Nullable String name,
            @Nullable ImageType type,
            @Nullable ImageSource source,
            @Nullable ImageStatus status,
            @Nullable String tag,
            @Nullable String text,
            Pageable page);
}
