package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.testing.AtOnce;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A job is taken in only over data and code that are still there. */
@ServiceTest
class TrainingIntakeIT {
    private final TestCalls calls;
    private final TrainingIntake intake;
    private final TrainingRuns runs;
    private final TransactionTemplate transactions;
    private final JdbcClient database;
    private final Caller user;
    private String algorithm = "";
    private String dataset = "";

    @Autowired
    TrainingIntakeIT(
            TestCalls calls,
            TrainingIntake intake,
            TrainingRuns runs,
            PlatformTransactionManager transactions,
            DataSource database) {
        this.calls = calls;
        this.intake = intake;
        this.runs = runs;
        this.transactions = new TransactionTemplate(transactions);
        this.database = JdbcClient.create(database);
        this.user = calls.newUser();
    }

    @BeforeEach
    void prepare() {
        String name = Ids.random().substring(0, 12);
        algorithm =
                calls.post(
                                user,
                                "/algorithms",
                                Map.of("isEmpty", true, "algorithmName", name, "modelName", "m"))
                        .json()
                        .path("algorithmId")
                        .asString();
        dataset =
                calls.post(user, "/datasets", Map.of("name", name, "type", "text"))
                        .json()
                        .path("id")
                        .asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/datasets/", "/algorithms/"})
    void takesNoJobWhoseMaterialIsGoneWhenItIsStored(String kind) {
        TrainingPlanner.Plan plan = plan();
        String id = kind.equals("/datasets/") ? dataset : algorithm;
        assertThat(calls.call(user, "DELETE", kind + id + "/versions/V1", null).status())
                .isEqualTo(200);

        assertThatThrownBy(() -> intake.accept(plan))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(runs.find(plan.run().id())).isEmpty();
    }

    /** Whoever deletes waits, then sees the job; whoever submits another job does not wait. */
    @Test
    void keepsTheMaterialUntilTheJobIsStored() {
        TrainingPlanner.Plan plan = plan();
        transactions.executeWithoutResult(_ -> {
            intake.accept(plan);
            for (String version :
                    List.of(
                            "dataset_versions where asset_id = '" + dataset + "'",
                            "algorithm_versions where asset_id = '" + algorithm + "'")) {
                assertThatThrownBy(() -> elsewhere(version + " for update nowait"))
                        .hasRootCauseInstanceOf(SQLException.class);
            }
        });
        assertThat(runs.find(plan.run().id())).isPresent();
    }

    @Test
    void takesManyJobsOverTheSameMaterialAtOnce() throws Exception {
        assertThat(
                        AtOnce.all(
                                8,
                                () -> {
                                    TrainingPlanner.Plan plan = plan();
                                    intake.accept(plan);
                                    return runs.find(plan.run().id()).isPresent();
                                }))
                .containsOnly(true);
    }

    private long elsewhere(String rows) throws Exception {
        return AtOnce.all(
                        1,
                        () ->
                                database.sql("select version from " + rows)
                                        .query(Long.class)
                                        .single())
                .getFirst();
    }

    private TrainingPlanner.Plan plan() {
        String id = Ids.randomName();
        return new TrainingPlanner.Plan(
                new TrainingRun(
                        new TrainingRun.Request(
                                id,
                                user.userId(),
                                "default-workspace",
                                id.substring(0, 20),
                                "",
                                false),
                        new TrainingRun.Materials(
                                algorithm,
                                VersionNumber.FIRST,
                                "algorithm",
                                "i1",
                                "image",
                                "1",
                                dataset,
                                VersionNumber.FIRST,
                                "dataset"),
                        List.of(Samples.subTask("a", 1, 1)),
                        "common-pool",
                        "",
                        Clock.systemUTC().instant()),
                "{}");
    }
}
