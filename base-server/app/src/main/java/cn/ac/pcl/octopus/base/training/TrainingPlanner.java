package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.billing.Accounts;
import cn.ac.pcl.octopus.base.billing.Owner;
import cn.ac.pcl.octopus.base.resource.PodShape;
import cn.ac.pcl.octopus.base.resource.Pools;
import cn.ac.pcl.octopus.base.resource.Spec;
import cn.ac.pcl.octopus.base.resource.Specs;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import cn.ac.pcl.octopus.identity.Caller;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns what a user asks for into a job, or refuses it by the first rule it breaks. Only looks and
 * computes; nothing is stored and no transaction waits for the cluster.
 */
@Component
class TrainingPlanner {
    private final TrainingRuns runs;
    private final TrainingMaterials materials;
    private final Accounts accounts;
    private final Workspaces workspaces;
    private final Pools pools;
    private final Specs specs;
    private final SharedVolume volume;
    private final TrainingProperties properties;
    private final ObjectProvider<Tracer> tracer;
    private final JsonMapper json;
    private final Clock clock;

    TrainingPlanner(
            TrainingRuns runs,
            TrainingMaterials materials,
            Accounts accounts,
            Workspaces workspaces,
            Pools pools,
            Specs specs,
            SharedVolume volume,
            TrainingProperties properties,
            ObjectProvider<Tracer> tracer,
            JsonMapper json,
            Clock clock) {
        this.runs = runs;
        this.materials = materials;
        this.accounts = accounts;
        this.workspaces = workspaces;
        this.pools = pools;
        this.specs = specs;
        this.volume = volume;
        this.properties = properties;
        this.tracer = tracer;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A job to accept.
     *
     * @param manifest what the cluster is to run for it, JSON
     */
    record Plan(TrainingRun run, String manifest) {}

    /**
     * The job that a user asks for.
     *
     * @throws Refusal by the first rule that is broken
     */
    Plan plan(Caller caller, NewTraining wanted) {
        SubTaskRules.checkLength(wanted);
        String workspaceId = Holder.spaceOf(caller);
        if (runs.hasName(caller.userId(), workspaceId, wanted.name())) {
            throw new Refusal(
                    ErrorCode.TRAINING_EXISTS, "There is a job of the name " + wanted.name());
        }
        accounts.requireBalance(
                Owner.ofRun(caller.userId(), workspaceId), ErrorCode.TRAINING_NO_BALANCE);
        String pool = workspaces.queueOf(workspaceId);
        TrainingMaterials.Found found = materials.find(caller, wanted);
        List<SubTask> subTasks = subTasks(wanted, pool);

        String id = Ids.randomName();
        Optional<TraceContext> trace =
                Optional.ofNullable(tracer.getIfAvailable())
                        .map(Tracer::currentSpan)
                        .map(Span::context);
        var manifest =
                new TrainingManifest(
                        id,
                        caller.userId(),
                        pool,
                        Pools.nodeSelector(pool),
                        found.imageAddress(),
                        Users.claimOf(caller.userId()),
                        new TrainingManifest.Mounts(
                                found.codeSubPath(),
                                found.datasetSubPath(),
                                volume.subPath(
                                        StoragePaths.jobOutput(workspaceId, caller.userId(), id))),
                        trace.map(TrainingPlanner::traceParent).orElse(null),
                        properties.timeZone().getId());
        var run =
                new TrainingRun(
                        new TrainingRun.Request(
                                id,
                                caller.userId(),
                                workspaceId,
                                wanted.name(),
                                Objects.requireNonNullElse(wanted.desc(), ""),
                                wanted.isDistributed()),
                        found.names(),
                        subTasks,
                        pool,
                        trace.map(TraceContext::traceId).orElse(""),
                        clock.instant());
        return new Plan(run, json.writeValueAsString(manifest.job(subTasks)));
    }

    private List<SubTask> subTasks(NewTraining wanted, String pool) {
        List<NewTraining.SubTask> asked = SubTaskRules.shaped(wanted);
        Map<String, Spec> known =
                specs.find(asked.stream().map(NewTraining.SubTask::resourceSpecId).toList());
        Set<String> offered = pools.trainingSpecs(pool);
        for (NewTraining.SubTask subTask : asked) {
            String specId = subTask.resourceSpecId();
            if (!known.containsKey(specId)) {
                throw Refusal.of(ErrorCode.SPEC_NOT_FOUND);
            }
            if (!offered.contains(specId)) {
                throw new Refusal(
                        ErrorCode.SPEC_NOT_FOUND,
                        "The resource pool does not offer this spec for training");
            }
        }
        SubTaskRules.check(asked, properties.mostReplicas());
        Map<String, PodShape> shapes = new HashMap<>();
        known.forEach((id, spec) -> shapes.put(id, specs.shapeOf(spec)));
        return asked.stream()
                .map(subTask ->
                        subTask(
                                subTask,
                                Objects.requireNonNull(known.get(subTask.resourceSpecId())),
                                Objects.requireNonNull(shapes.get(subTask.resourceSpecId()))))
                .toList();
    }

    private static SubTask subTask(NewTraining.SubTask asked, Spec spec, PodShape shape) {
        Map<String, String> resources = new HashMap<>();
        shape.resources().forEach((name, quantity) -> resources.put(name, quantity.toString()));
        @Nullable String shm = shape.shm() == null ? null : shape.shm().toString();
        return new SubTask(
                Objects.requireNonNullElse(asked.name(), ""),
                asked.command(),
                Objects.requireNonNullElse(asked.parameters(), List.of()),
                spec.id(),
                spec.name(),
                spec.price(),
                asked.taskNumber(),
                asked.minFailedTaskCount(),
                asked.minSucceededTaskCount(),
                asked.isMainRole(),
                resources,
                shm,
                shape.nodeSelector());
    }

    private static String traceParent(TraceContext trace) {
        String flags = Boolean.TRUE.equals(trace.sampled()) ? "01" : "00";
        return "00-" + trace.traceId() + "-" + trace.spanId() + "-" + flags;
    }
}
