package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.billing.Accounts;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.identity.Caller;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** The rules of a submission, in their order, over real pools, specs and accounts. */
@ServiceTest
class TrainingPlannerIT {
    private final TestCalls calls;
    private final TrainingRuns runs;
    private final JsonMapper json;
    private final TrainingPlanner planner;
    private final String mark = "t" + UUID.randomUUID().toString().substring(0, 8);
    private @Nullable ErrorCode refusal;
    private Caller user = Caller.nobody("test");
    private String specId = "";
    private String otherSpecId = "";

    @Autowired
    TrainingPlannerIT(
            TestCalls calls,
            TrainingRuns runs,
            Accounts accounts,
            Workspaces workspaces,
            SubTaskPlanner subTasks,
            Manifests manifests,
            Origin.Origins origins,
            JsonMapper json) {
        this.calls = calls;
        this.runs = runs;
        this.json = json;
        this.planner =
                new TrainingPlanner(
                        runs, this::materials, accounts, workspaces, subTasks, manifests, origins);
    }

    /** A user in a workspace of its own, whose pool offers one of two specs. */
    @BeforeEach
    void prepare() {
        Caller admin = calls.administrator();
        specId = create(admin, "/specs", spec("offered"));
        otherSpecId = create(admin, "/specs", spec("other"));
        create(
                admin,
                "/pools",
                Map.of(
                        "name",
                        mark,
                        "bindingNodes",
                        List.of("node-1"),
                        "mapResourceSpecIdList",
                        Map.of("train", Map.of("resourceSpecIds", List.of(specId)))));
        String userId = calls.newUser().userId();
        String workspaceId =
                create(
                        admin,
                        "/workspaces",
                        Map.of("name", mark, "resourcePoolId", mark, "userIds", List.of(userId)));
        user = Caller.user(userId, workspaceId, "test");
    }

    @Test
    void refusesByTheFirstRuleThatIsBroken() {
        NewTraining broken = training("job", otherSpecId, "a", 2, 3);
        refusal = ErrorCode.TRAINING_DATASET_STATE;
        accept("job");

        assertThat(refusalOf(broken)).isEqualTo(ErrorCode.TRAINING_EXISTS);
        broken = training("another", otherSpecId, "a", 2, 3);
        assertThat(refusalOf(broken)).isEqualTo(ErrorCode.TRAINING_NO_BALANCE);
        recharge();
        assertThat(refusalOf(broken)).isEqualTo(ErrorCode.TRAINING_DATASET_STATE);
        refusal = null;
        assertThat(refusalOf(broken)).isEqualTo(ErrorCode.SPEC_NOT_FOUND);
        assertThat(refusalOf(training("another", "none", "a", 2, 3)))
                .isEqualTo(ErrorCode.SPEC_NOT_FOUND);
        assertThat(refusalOf(training("another", specId, "a", 2, 3)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void makesAJobForThePoolOfTheWorkspace() {
        recharge();
        TrainingPlanner.Plan plan = planner.plan(user, training("job", specId, "a", 2, 2));
        TrainingRun run = plan.run();
        runs.accept(run, plan.manifest());

        assertThat(run.id()).matches("[a-z][0-9a-f]{31}");
        assertThat(run.state()).isEqualTo(TrainingState.PREPARING);
        assertThat(run.workspaceId()).isEqualTo(user.workspaceId());
        assertThat(run.queue()).isEqualTo(mark);
        assertThat(run.roles().getFirst().specPrice()).isEqualTo(7);

        Job job = json.readValue(runs.manifestOf(run.id()), Job.class);
        assertThat(job.getMetadata().getName()).isEqualTo(run.id());
        assertThat(job.getSpec().queue()).isEqualTo(mark);
        assertThat(job.getSpec().minAvailable()).isEqualTo(2);
        var pod = Objects.requireNonNull(job.getSpec().tasks().getFirst().template()).getSpec();
        assertThat(pod.getNodeSelector())
                .containsEntry("openi.octopus.resourcepool." + mark, "bound");
        var container = pod.getContainers().getFirst();
        assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
        assertThat(container.getVolumeMounts().getLast().getSubPath())
                .isEqualTo(
                        "octopus/trainJobs/%s/%s/%s"
                                .formatted(user.workspaceId(), user.userId(), run.id()));
    }

    private TrainingMaterials.Found materials(Caller caller, NewTraining wanted) {
        if (refusal != null) {
            throw Refusal.of(refusal);
        }
        return new TrainingMaterials.Found(
                Samples.run("x", caller.userId(), "x", Samples.subTask("a", 1, 1)).materials(),
                "octopus.local/shell:1",
                "octopus/codes/a/V1",
                "octopus/dataSets/d/V1");
    }

    private ErrorCode refusalOf(NewTraining wanted) {
        return catchThrowableOfType(Refusal.class, () -> planner.plan(user, wanted)).code();
    }

    private void accept(String name) {
        runs.accept(
                new TrainingRun(
                        new TrainingRun.Request(
                                "x" + mark, user.userId(), user.workspaceId(), name, "", false),
                        Samples.run("x", "x", "x", Samples.subTask("a", 1, 1)).materials(),
                        List.of(Samples.subTask("a", 1, 1)),
                        "common-pool",
                        "",
                        Clock.systemUTC().instant()),
                "{}");
    }

    private void recharge() {
        calls.post(
                calls.administrator(),
                "/billing/workspaces/" + user.workspaceId() + "/recharge",
                Map.of("amount", 5));
    }

    private Map<String, Object> spec(String name) {
        return Map.of(
                "name",
                mark + name,
                "price",
                7,
                "resourceQuantity",
                Map.of("cpu", "1", "memory", "1Gi"));
    }

    private String create(Caller admin, String path, Map<String, Object> body) {
        var answer = calls.post(admin, path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("id").asString();
    }

    private static NewTraining training(
            String name, String specId, String subTask, int replicas, int minFailed) {
        NewTraining sample = Samples.training(true, Samples.asked(subTask, 1, 1, 1));
        return new NewTraining(
                name,
                "",
                sample.algorithmId(),
                sample.algorithmVersion(),
                sample.imageId(),
                sample.dataSetId(),
                sample.dataSetVersion(),
                true,
                List.of(
                        new NewTraining.SubTask(
                                subTask, "true", null, specId, replicas, minFailed, 1, false)));
    }
}
