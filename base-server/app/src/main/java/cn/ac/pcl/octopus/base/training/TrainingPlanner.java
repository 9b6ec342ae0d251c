package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.billing.Accounts;
import cn.ac.pcl.octopus.base.billing.Owner;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

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
    private final SubTaskPlanner subTasks;
    private final Manifests manifests;
    private final Origin.Origins origins;

    TrainingPlanner(
            TrainingRuns runs,
            TrainingMaterials materials,
            Accounts accounts,
            Workspaces workspaces,
            SubTaskPlanner subTasks,
            Manifests manifests,
            Origin.Origins origins) {
        this.runs = runs;
        this.materials = materials;
        this.accounts = accounts;
        this.workspaces = workspaces;
        this.subTasks = subTasks;
        this.manifests = manifests;
        this.origins = origins;
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
        List<SubTask> planned = subTasks.plan(wanted, pool);
        Origin origin = origins.next();
        var run =
                new TrainingRun(
                        new TrainingRun.Request(
                                origin.id(),
                                caller.userId(),
                                workspaceId,
                                wanted.name(),
                                Objects.requireNonNullElse(wanted.desc(), ""),
                                wanted.isDistributed()),
                        found.names(),
                        planned,
                        pool,
                        origin.traceId(),
                        origin.at());
        String manifest =
                manifests.write(origin, caller.userId(), workspaceId, pool, found, planned);
        return new Plan(run, manifest);
    }
}
