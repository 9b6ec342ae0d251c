package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.TrainingStatus;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** One program of a job and the time for which it is charged, as the task engine told it. */
@Entity
@Table(name = "train_replicas")
class TrainingReplica implements Persistable<TrainingReplica.Key> {
    @EmbeddedId private Key key;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private TrainingStatus state;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "finished_at")
    private @Nullable Instant finishedAt;

    /** How long its earlier pods ran: those that were evicted, or of an earlier attempt. */
    @Column(name = "earlier_millis")
    private long earlierMillis;

    /** Set on those that are not from the database, so that storing them needs no look before. */
    @Transient private boolean isNew;

    /** Place of a replica. */
    @Embeddable
    record Key(
            @Column(name = "job_id") String jobId,
            @Column(name = "role_index") int roleIndex,
            @Column(name = "replica_index") int replicaIndex)
            implements Serializable {}

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected TrainingReplica() {}

    TrainingReplica(Key key) {
        this.key = key;
        this.state = TrainingStatus.PREPARING;
        this.isNew = true;
    }

    void take(JobDetail.Replica told) {
        state = TrainingStatus.valueOf(told.state().name());
        startedAt = told.startAt();
        finishedAt = told.finishedAt();
        earlierMillis = told.earlierMillis();
    }

    /** Ends it without the engine. */
    void end(TrainingStatus end, Instant now) {
        if (!state.isFinal()) {
            state = end;
            finishedAt = now;
        }
    }

    Key key() {
        return key;
    }

    TrainingStatus state() {
        return state;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant finishedAt() {
        return finishedAt;
    }

    Duration earlier() {
        return Duration.ofMillis(earlierMillis);
    }

    @Override
    public Key getId() {
        return key;
    }

    @Override
    public boolean isNew() {
        return isNew;
    }
}
