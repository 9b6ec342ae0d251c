package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NewTraining;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubTaskRulesTests {
    @Test
    void forcesTheCountsOfAJobThatIsNotDistributed() {
        List<NewTraining.SubTask> shaped =
                SubTaskRules.shaped(Samples.training(false, Samples.asked("a", 5, 4, 3)));
        assertThat(shaped).containsExactly(Samples.asked("a", 1, 1, 1));
    }

    @Test
    void leavesTheCountsOfADistributedJob() {
        assertThat(SubTaskRules.shaped(Samples.training(true, Samples.asked("a", 5, 4, 3))))
                .containsExactly(Samples.asked("a", 5, 4, 3));
    }

    @Test
    void refusesTwoSubTasksUnlessDistributed() {
        assertThatThrownBy(() ->
                        SubTaskRules.shaped(
                                Samples.training(
                                        false,
                                        Samples.asked("a", 1, 1, 1),
                                        Samples.asked("b", 1, 1, 1))))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("config"));
    }

    @Test
    void refusesMoreThanThereAre() {
        refuses("config[0].minFailedTaskCount", Samples.asked("a", 2, 3, 1));
        refuses("config[0].minSucceededTaskCount", Samples.asked("a", 2, 1, 3));
        refuses("config", Samples.asked("a", 6, 1, 1), Samples.asked("b", 5, 1, 1));
        SubTaskRules.check(List.of(Samples.asked("a", 10, 10, 10)), 10);
    }

    @Test
    void refusesTwoOfOneName() {
        assertThatThrownBy(() ->
                        SubTaskRules.check(
                                List.of(Samples.asked("a", 1, 1, 1), Samples.asked("a", 1, 1, 1)),
                                10))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.code())
                                        .isEqualTo(ErrorCode.TRAINING_CONFIG_REPEATED));
    }

    @Test
    void refusesMoreTextThanAListCanShow() {
        int most = SubTaskRules.LONGEST_TEXT;
        SubTaskRules.checkLength(Samples.training(true, said("c".repeat(most - 20), "")));
        refusesTheLength(said("c".repeat(10), "v".repeat(most)), said("c", ""));
        refusesTheLength(said("c".repeat(most / 2), ""), said("c".repeat(most / 2), ""));
    }

    /** A system that starts a program counts bytes, and the quotes around them. */
    @Test
    void countsWhatTheShellGets() {
        int most = SubTaskRules.LONGEST_TEXT;
        refusesTheLength(said("训".repeat(most / 3), ""));
        refusesTheLength(said("c", "练".repeat(most / 3)));
        refusesTheLength(said("c", "'".repeat(most / 4)));
    }

    private static void refusesTheLength(NewTraining.SubTask... subTasks) {
        assertThatThrownBy(() -> SubTaskRules.checkLength(Samples.training(true, subTasks)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("config"));
    }

    private static NewTraining.SubTask said(String command, String value) {
        return new NewTraining.SubTask(
                "a",
                command,
                List.of(
                        new NewTraining.Parameter("key", value),
                        new NewTraining.Parameter(null, null)),
                "spec",
                1,
                1,
                1,
                false);
    }

    private static void refuses(@Nullable String field, NewTraining.SubTask... subTasks) {
        assertThatThrownBy(() -> SubTaskRules.check(List.of(subTasks), 10))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo(field));
    }
}
