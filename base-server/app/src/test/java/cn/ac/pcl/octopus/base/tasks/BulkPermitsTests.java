package cn.ac.pcl.octopus.base.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BulkPermitsTests {
    private static final TaskInstanceId FIRST = TaskInstanceId.of("task", "first");
    private static final TaskInstanceId SECOND = TaskInstanceId.of("task", "second");

    private final BulkPermits permits = new BulkPermits(3);

    @Test
    void keepsTheLastOneForSomebodyElse() {
        assertThat(take("a")).isTrue();
        assertThat(take("a")).isTrue();
        assertThat(take("a")).isFalse();
        assertThat(take("b")).isTrue();
        assertThat(take("c")).as("there are three").isFalse();
    }

    @Test
    void givesWhatCameBackToWhoeverAsks() {
        take("a");
        take("a");
        take("b");
        permits.giveBack("a");
        assertThat(take("b")).isTrue();
        assertThat(take("a")).isFalse();
        permits.giveBack("b");
        permits.giveBack("b");
        assertThat(take("a")).isTrue();
        assertThat(take("a")).isFalse();
    }

    @Test
    void letsEverybodyHaveTheOnlyOne() {
        var only = new BulkPermits(1);
        assertThat(only.tryTake(FIRST, "a")).isTrue();
        assertThat(only.tryTake(SECOND, "b")).isFalse();
        only.giveBack("a");
        assertThat(only.tryTake(SECOND, "b")).isTrue();
    }

    @Test
    void callsTheFirstInLineThatMayHaveWhatCameBack() {
        take("a");
        take("a");
        take("b");
        permits.lineUp(FIRST, "a");
        permits.lineUp(SECOND, "b");
        assertThat(permits.next()).as("all are taken").isEmpty();
        permits.giveBack("b");
        assertThat(permits.next()).as("a has all but the last").contains(SECOND);
        take("b");
        permits.giveBack("a");
        assertThat(permits.next()).contains(FIRST);
        assertThat(permits.next()).as("nobody is called twice").isEmpty();
    }

    @Test
    void callsNobodyWhoHasCome() {
        take("a");
        permits.lineUp(FIRST, "a");
        assertThat(permits.tryTake(FIRST, "a")).isTrue();
        permits.giveBack("a");
        assertThat(permits.next()).isEmpty();
    }

    @Test
    void isAskedNoMoreOftenHoweverManyWait() {
        assertThat(permits.rest()).isEqualTo(Duration.ofSeconds(2));
        lineUp(20);
        assertThat(permits.rest()).isEqualTo(Duration.ofSeconds(2));
        lineUp(1500);
        assertThat(permits.rest()).isEqualTo(Duration.ofSeconds(150));
        lineUp(100_000);
        assertThat(permits.rest()).isEqualTo(Duration.ofMinutes(5));
    }

    private void lineUp(int upTo) {
        for (int i = 0; i < upTo; i++) {
            permits.lineUp(TaskInstanceId.of("task", "" + i), "a");
        }
    }

    private boolean take(String whom) {
        return permits.tryTake(TaskInstanceId.of("task", "running"), whom);
    }
}
