package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.TrainingStatus;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A training job as it is stored: what was asked for, and what the task engine told of it. */
@Entity
@Table(name = "train_jobs")
class TrainingRun {
    private static final int LONGEST_REASON = 1000;

    @Id private String id;

    @Column(name = "user_id")
    private String userId;

    @Column(name = "workspace_id")
    private String workspaceId;

    private String name;
    private String description;

    @Column(name = "algorithm_id")
    private String algorithmId;

    @Column(name = "algorithm_version")
    private int algorithmVersion;

    @Column(name = "algorithm_name")
    private String algorithmName;

    @Column(name = "image_id")
    private String imageId;

    @Column(name = "image_name")
    private String imageName;

    @Column(name = "image_version")
    private String imageVersion;

    @Column(name = "dataset_id")
    private String datasetId;

    @Column(name = "dataset_version")
    private int datasetVersion;

    @Column(name = "dataset_name")
    private String datasetName;

    private boolean distributed;

    /** Large and never changed: neither copied to find changes nor written again. */
    @Column(updatable = false)
    @Convert(converter = RolesAsJson.class)
    @Mutability(Immutability.class)
    private List<SubTask> roles;

    @Column(name = "role_states")
    @Convert(converter = StatesAsJson.class)
    private List<TrainingStatus> roleStates;

    @Column(name = "trace_id")
    private String traceId;

    private String queue;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private TrainingState state;

    private String reason;

    @Column(name = "sequence_number")
    private long sequence;

    private long reports;
    private boolean settled;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "completed_at")
    private @Nullable Instant completedAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "deleted_at")
    private long deletedAt;

    @Version private @Nullable Long version;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected TrainingRun() {}

    /** Who asked for a job, under which name. */
    record Request(
            String id,
            String userId,
            String workspaceId,
            String name,
            String description,
            boolean distributed) {}

    /** What the job was made of, with the names of that day. */
    record Materials(
            String algorithmId,
            VersionNumber algorithmVersion,
            String algorithmName,
            String imageId,
            String imageName,
            String imageVersion,
            String datasetId,
            VersionNumber datasetVersion,
            String datasetName) {}

    TrainingRun(
            Request request,
            Materials materials,
            List<SubTask> roles,
            String queue,
            String traceId,
            Instant now) {
        this.id = request.id();
        this.userId = request.userId();
        this.workspaceId = request.workspaceId();
        this.name = request.name();
        this.description = request.description();
        this.distributed = request.distributed();
        this.algorithmId = materials.algorithmId();
        this.algorithmVersion = materials.algorithmVersion().number();
        this.algorithmName = materials.algorithmName();
        this.imageId = materials.imageId();
        this.imageName = materials.imageName();
        this.imageVersion = materials.imageVersion();
        this.datasetId = materials.datasetId();
        this.datasetVersion = materials.datasetVersion().number();
        this.datasetName = materials.datasetName();
        this.roles = List.copyOf(roles);
        this.roleStates = roles.stream().map(_ -> TrainingStatus.PREPARING).toList();
        this.queue = queue;
        this.traceId = traceId;
        this.state = TrainingState.PREPARING;
        this.reason = "";
        this.createdAt = now;
        this.updatedAt = now;
    }

    /**
     * Takes what the engine tells, when it is newer than what it told before.
     *
     * @return whether it was
     */
    boolean take(JobDetail detail, Instant now) {
        boolean newer = !settled && detail.sequence() > sequence;
        if (newer) {
            apply(detail, now);
        }
        return newer;
    }

    /**
     * Takes what the engine answers when it is asked. Its end counts whatever its number: an engine
     * that was restored from a backup counts from an earlier moment.
     *
     * @return whether it was taken
     */
    boolean takeAnswer(JobDetail detail, Instant now) {
        boolean ended = !settled && detail.isSettled();
        if (ended) {
            apply(detail, now);
        }
        return ended || take(detail, now);
    }

    private void apply(JobDetail detail, Instant now) {
        boolean wasFinal = state.isFinal();
        sequence = Math.max(sequence, detail.sequence());
        TrainingEvent.seen(detail.job().state()).flatMap(state::on).ifPresent(next -> state = next);
        if (!wasFinal) {
            reason = shortened(detail.job().reason());
        }
        if (detail.job().startAt() != null) {
            startedAt = detail.job().startAt();
        }
        if (state.isFinal() && detail.job().finishedAt() != null) {
            completedAt = detail.job().finishedAt();
        } else if (state.isFinal() && completedAt == null) {
            completedAt = now;
        }
        roleStates =
                detail.tasks().stream()
                        .map(task -> TrainingStatus.valueOf(task.state().name()))
                        .toList();
        settled = detail.isSettled();
        updatedAt = now;
    }

    /** Stops it at once for everybody who looks; false when it has ended already. */
    boolean stop(String why, Instant now) {
        return state.on(TrainingEvent.STOP_ASKED)
                .map(next -> {
                    end(next, why, now);
                    return true;
                })
                .orElse(false);
    }

    /** Ends it without the engine, which never had it or has lost it. */
    void end(TrainingEvent event, String why, Instant now) {
        state.on(event).ifPresent(next -> end(next, why, now));
        settled = state.isFinal();
        roleStates = roleStates.stream().map(before -> ended(before)).toList();
    }

    private TrainingStatus ended(TrainingStatus before) {
        return before.isFinal() ? before : state.status();
    }

    private void end(TrainingState next, String why, Instant now) {
        state = next;
        reason = shortened(why);
        completedAt = now;
        updatedAt = now;
    }

    /** Says why it does not go on yet. */
    void waitFor(String what, Instant now) {
        reason = shortened(what);
        updatedAt = now;
    }

    /** Adds to the reason of an ended job what went wrong afterwards. */
    void note(String what, Instant now) {
        reason = shortened(reason.isEmpty() ? what : reason + " " + what);
        updatedAt = now;
    }

    void delete(Instant now) {
        deletedAt = now.toEpochMilli();
        updatedAt = now;
    }

    /** The number of the next report of use. */
    long nextReport() {
        return ++reports;
    }

    /** Seconds between its start and its end, or now. */
    long runSeconds(Instant now) {
        if (startedAt == null) {
            return 0;
        }
        Instant end = completedAt == null ? now : completedAt;
        return Math.max(0, Duration.between(startedAt, end).toSeconds());
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }

    String id() {
        return id;
    }

    String userId() {
        return userId;
    }

    String workspaceId() {
        return workspaceId;
    }

    String name() {
        return name;
    }

    String description() {
        return description;
    }

    boolean isDistributed() {
        return distributed;
    }

    Materials materials() {
        return new Materials(
                algorithmId,
                new VersionNumber(algorithmVersion),
                algorithmName,
                imageId,
                imageName,
                imageVersion,
                datasetId,
                new VersionNumber(datasetVersion),
                datasetName);
    }

    List<SubTask> roles() {
        return roles;
    }

    List<TrainingStatus> roleStates() {
        return roleStates;
    }

    String traceId() {
        return traceId;
    }

    /** The queue, which is that of its pool, in which it waits. */
    String queue() {
        return queue;
    }

    /** What its programs write. */
    VolumePath output() {
        return StoragePaths.jobOutput(workspaceId, userId, id);
    }

    TrainingState state() {
        return state;
    }

    String reason() {
        return reason;
    }

    long sequence() {
        return sequence;
    }

    boolean isSettled() {
        return settled;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant completedAt() {
        return completedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    /** Writes the roles as JSON. */
    static final class RolesAsJson implements AttributeConverter<List<SubTask>, String> {
        private static final JsonMapper JSON = JsonMapper.shared();
        private static final TypeReference<List<SubTask>> TYPE = new TypeReference<>() {};

        @Override
        public String convertToDatabaseColumn(List<SubTask> roles) {
            return JSON.writeValueAsString(roles);
        }

        @Override
        public List<SubTask> convertToEntityAttribute(String stored) {
            return JSON.readValue(stored, TYPE);
        }
    }

    /** Writes states as JSON. */
    static final class StatesAsJson implements AttributeConverter<List<TrainingStatus>, String> {
        private static final JsonMapper JSON = JsonMapper.shared();
        private static final TypeReference<List<TrainingStatus>> TYPE = new TypeReference<>() {};

        @Override
        public String convertToDatabaseColumn(List<TrainingStatus> states) {
            return JSON.writeValueAsString(states);
        }

        @Override
        public List<TrainingStatus> convertToEntityAttribute(String stored) {
            return JSON.readValue(stored, TYPE);
        }
    }
}
