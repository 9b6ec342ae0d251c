package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.api.TrainJob;
import cn.ac.pcl.octopus.base.api.TrainingApi;
import cn.ac.pcl.octopus.base.api.TrainingQuery;
import cn.ac.pcl.octopus.base.api.TrainingStatus;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers for training jobs. A user sees and changes its own; an administrator sees all and may
 * stop them; everybody else's are as if they did not exist.
 */
@RestController
@AllowedTo({Role.USER, Role.ADMINISTRATOR})
class TrainingController implements TrainingApi {
    private final TrainingPlanner planner;
    private final TrainingIntake intake;
    private final TrainingRuns runs;
    private final Users users;
    private final Workspaces workspaces;
    private final CurrentCaller caller;
    private final Clock clock;

    TrainingController(
            TrainingPlanner planner,
            TrainingIntake intake,
            TrainingRuns runs,
            Users users,
            Workspaces workspaces,
            CurrentCaller caller,
            Clock clock) {
        this.planner = planner;
        this.intake = intake;
        this.runs = runs;
        this.users = users;
        this.workspaces = workspaces;
        this.caller = caller;
        this.clock = clock;
    }

    @Override
    @AllowedTo(Role.USER)
    public Created create(NewTraining training) {
        TrainingPlanner.Plan plan = planner.plan(caller.get(), training);
        intake.accept(plan);
        return new Created(plan.run().id());
    }

    @Override
    public Stopped stop(String id) {
        requireVisible(id);
        return new Stopped(runs.stop(id, isAdministrator() ? "admin stop job" : "user stop job"));
    }

    @Override
    @AllowedTo(Role.USER)
    public Deleted delete(Selection jobs) {
        return new Deleted(runs.delete(caller.get().userId(), jobs.jobIds()));
    }

    @Override
    public TrainJob get(String id) {
        TrainingRuns.Whole whole = runs.get(id);
        requireVisible(whole.run().userId(), caller.get());
        return views(List.of(whole)).getFirst();
    }

    @Override
    public Page<TrainJob> list(TrainingQuery query) {
        var page =
                isAdministrator()
                        ? runs.search(query.userId(), query.workspaceId(), query)
                        : runs.search(caller.get().userId(), Holder.spaceOf(caller.get()), query);
        return new Page<>(page.getTotalElements(), views(page.getContent()));
    }

    private void requireVisible(String id) {
        requireVisible(runs.ownerOf(id).orElseThrow(TrainingRuns::missing), caller.get());
    }

    private static void requireVisible(String ownerId, Caller caller) {
        if (caller.role() != Role.ADMINISTRATOR && !ownerId.equals(caller.userId())) {
            throw TrainingRuns.missing();
        }
    }

    private boolean isAdministrator() {
        return caller.get().role() == Role.ADMINISTRATOR;
    }

    /** Names of owners and workspaces are for administrators; a user knows its own. */
    private List<TrainJob> views(Collection<TrainingRuns.Whole> wholes) {
        Instant now = clock.instant();
        Map<String, String> userNames = Map.of();
        Map<String, String> workspaceNames = Map.of();
        if (isAdministrator()) {
            userNames = users.names(ids(wholes, TrainingRun::userId));
            workspaceNames = workspaces.names(ids(wholes, TrainingRun::workspaceId));
        }
        Map<String, String> owners = userNames;
        Map<String, String> places = workspaceNames;
        return wholes.stream()
                .map(whole ->
                        view(
                                whole,
                                owners.getOrDefault(whole.run().userId(), ""),
                                places.getOrDefault(whole.run().workspaceId(), ""),
                                now))
                .toList();
    }

    private static Collection<String> ids(
            Collection<TrainingRuns.Whole> wholes, Function<TrainingRun, String> id) {
        return wholes.stream().map(whole -> id.apply(whole.run())).collect(Collectors.toSet());
    }

    private static TrainJob view(
            TrainingRuns.Whole whole, String userName, String workspaceName, Instant now) {
        TrainingRun run = whole.run();
        TrainingRun.Materials materials = run.materials();
        return new TrainJob(
                run.id(),
                run.userId(),
                userName,
                run.workspaceId(),
                workspaceName,
                run.name(),
                run.description(),
                materials.algorithmId(),
                materials.algorithmVersion(),
                materials.algorithmName(),
                materials.imageId(),
                materials.imageName(),
                materials.imageVersion(),
                materials.datasetId(),
                materials.datasetVersion(),
                materials.datasetName(),
                run.isDistributed(),
                IntStream.range(0, run.roles().size())
                        .mapToObj(index -> subTask(whole, index))
                        .toList(),
                run.state().status(),
                new Sentence(run.reason()),
                run.createdAt(),
                run.updatedAt(),
                run.startedAt(),
                run.completedAt(),
                run.runSeconds(now));
    }

    private static TrainJob.SubTask subTask(TrainingRuns.Whole whole, int index) {
        TrainingRun run = whole.run();
        SubTask role = run.roles().get(index);
        return new TrainJob.SubTask(
                role.name(),
                role.command(),
                role.parameters(),
                role.specId(),
                role.specName(),
                role.specPrice(),
                role.replicas(),
                role.minFailed(),
                role.minSucceeded(),
                role.isMain(),
                whole.replicas().getOrDefault(index, List.of()).stream()
                        .map(replica ->
                                new TrainJob.ReplicaState(
                                        role.name() + "-replica-" + replica.key().replicaIndex(),
                                        replica.state()))
                        .toList(),
                index < run.roleStates().size()
                        ? run.roleStates().get(index)
                        : TrainingStatus.UNKNOWN);
    }
}
