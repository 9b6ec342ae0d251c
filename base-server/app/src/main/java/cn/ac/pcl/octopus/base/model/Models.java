package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.algorithm.Algorithms;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.ModelApi.NewPresetModel;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.asset.AssetLife.Pair;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import cn.ac.pcl.octopus.identity.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;

/** Making of models. */
@Service
public class Models {
    /** A double click is not two versions. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final AssetLife<Model, StoredVersion, ModelShare> life;
    private final ModelRepository models;
    private final Algorithms algorithms;
    private final Clock clock;

    Models(
            AssetLife<Model, StoredVersion, ModelShare> life,
            ModelRepository models,
            Algorithms algorithms,
            Clock clock) {
        this.life = life;
        this.models = models;
        this.algorithms = algorithms;
        this.clock = clock;
    }

    /**
     * What a job has left.
     *
     * @param runId id of the job
     * @param workspaceId workspace in which it ran, {@code default-workspace} for the default one
     * @param output directory that it wrote, as {@code StoragePaths.jobOutput} names it
     */
    public record TrainingOutput(
            String runId,
            String workspaceId,
            String userId,
            String algorithmId,
            VersionNumber algorithmVersion,
            VolumePath output) {}

    /** A version of a model. */
    public record Made(String modelId, VersionNumber version) {}

    /**
     * Makes a version of a model of what a job has left, once: for a run that was given before, the
     * version of that time is answered. The copying is ordered in the caller's transaction, if
     * there is one, and done later.
     *
     * @throws Refusal {@code model.algorithm-not-found} when there was never such an algorithm
     * @throws OptimisticLockingFailureException when somebody else makes one at this moment; to be
     *     tried again
     */
    public Made fromTraining(TrainingOutput job) {
        try {
            return life.inTransaction(() ->
                    models.ofRun(job.runId())
                            .map(known -> new Made(known.assetId(), known.number()))
                            .orElseGet(() -> make(job)));
        } catch (Refusal refusal) {
            if (refusal.code() == ErrorCode.MODEL_EXISTS) {
                throw new OptimisticLockingFailureException("Two jobs make one model", refusal);
            }
            throw refusal;
        }
    }

    private Made make(TrainingOutput job) {
        AssetLife.NewVersion<Model, StoredVersion> newVersion =
                (_, key, now) -> new StoredVersion(key, job.runId(), "", now);
        var made =
                models.trainedWith(
                                job.userId(),
                                job.workspaceId(),
                                job.algorithmId(),
                                job.algorithmVersion().number())
                        .map(model -> life.addVersion(model, newVersion, clock.instant()))
                        .orElseGet(() -> life.create((id, now) -> model(id, job, now), newVersion));
        var version = made.version().number();
        life.orderCopy(
                made,
                job.output(),
                (model, order) -> order.andPack(ModelDownloads.key(model.id(), version)));
        return new Made(made.asset().id(), version);
    }

    private Model model(String id, TrainingOutput job, Instant now) {
        return new Model(
                id,
                new Holder(job.workspaceId(), job.userId(), false),
                modelName(job.algorithmId()),
                job.algorithmId(),
                job.algorithmVersion(),
                "",
                now);
    }

    private String modelName(String algorithmId) {
        return algorithms
                .modelName(algorithmId)
                .orElseThrow(() -> Refusal.of(ErrorCode.MODEL_ALGORITHM_NOT_FOUND));
    }

    Pair<Model, StoredVersion> createPreset(NewPresetModel wanted) {
        if (!algorithms.exists(wanted.algorithmId(), wanted.algorithmVersion())) {
            throw Refusal.of(ErrorCode.MODEL_ALGORITHM_NOT_FOUND);
        }
        var name = modelName(wanted.algorithmId());
        return life.create(
                (id, now) ->
                        new Model(
                                id,
                                new Holder("", "", true),
                                name,
                                wanted.algorithmId(),
                                wanted.algorithmVersion(),
                                wanted.modelDescript(),
                                now),
                (_, key, now) -> new StoredVersion(key, null, wanted.modelDescript(), now));
    }

    Pair<Model, StoredVersion> addPresetVersion(
            String id, @Nullable String description, Caller caller) {
        return life.addVersion(
                id,
                caller,
                this::requirePause,
                (_, key, now) -> new StoredVersion(key, null, description, now));
    }

    private Model requirePause(Model model) {
        if (model.updatedAt().plus(PAUSE).isAfter(clock.instant())) {
            throw Refusal.of(ErrorCode.MODEL_VERSION_TOO_SOON);
        }
        return model;
    }
}
