package cn.ac.pcl.octopus.base.model;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface ModelRepository extends JpaRepository<Model, String> {
    @Query(
            """
            select m from Model m
            where m.preset = false and m.userId = :userId and m.spaceId = :spaceId
              and m.algorithmId = :algorithmId and m.algorithmVersion = :algorithmVersion
              and m.deletedAt = 0
            """)
    Optional<Model> trainedWith(
            String userId, String spaceId, String algorithmId, int algorithmVersion);

    /** Whether what a run has left is still to become the content of a version. */
    @Query(
            """
            select count(v) > 0 from StoredVersion v
            where v.runId = :runId and v.deletedAt = 0
              and v.content.state = cn.ac.pcl.octopus.base.asset.ContentState.WORKING
            """)
    boolean isBeingMade(String runId);

    /** Deleted versions too: a run makes one version, once. */
    @Query("select v from StoredVersion v where v.runId = :runId")
    Optional<StoredVersion> ofRun(String runId);
}
