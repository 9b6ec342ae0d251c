package cn.ac.pcl.octopus.base.training;

import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface TrainingReplicaRepository extends JpaRepository<TrainingReplica, TrainingReplica.Key> {
    @Query(
            """
            select r from TrainingReplica r where r.key.jobId in :jobIds
            order by r.key.jobId, r.key.roleIndex, r.key.replicaIndex
            """)
    List<TrainingReplica> ofJobs(Collection<String> jobIds);
}
