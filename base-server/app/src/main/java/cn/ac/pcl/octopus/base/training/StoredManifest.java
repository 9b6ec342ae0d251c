package cn.ac.pcl.octopus.base.training;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.springframework.data.domain.Persistable;

/** What the cluster is to run for a training job, as JSON; only its submission reads it. */
@Entity
@Table(name = "train_manifests")
class StoredManifest implements Persistable<String> {
    @Id
    @Column(name = "job_id")
    private String jobId;

    private String manifest;

    /** Set on those that are not from the database, so that storing them needs no look before. */
    @Transient private boolean isNew;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected StoredManifest() {}

    StoredManifest(String jobId, String manifest) {
        this.jobId = jobId;
        this.manifest = manifest;
        this.isNew = true;
    }

    String manifest() {
        return manifest;
    }

    @Override
    public String getId() {
        return jobId;
    }

    @Override
    public boolean isNew() {
        return isNew;
    }
}
