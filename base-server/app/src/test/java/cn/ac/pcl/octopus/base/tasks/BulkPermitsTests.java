package cn.ac.pcl.octopus.base.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BulkPermitsTests {
    private final BulkPermits permits = new BulkPermits(3);

    @Test
    void keepsTheLastOneForSomebodyElse() {
        assertThat(permits.tryTake("a")).isTrue();
        assertThat(permits.tryTake("a")).isTrue();
        assertThat(permits.tryTake("a")).isFalse();
        assertThat(permits.tryTake("b")).isTrue();
        assertThat(permits.tryTake("c")).as("there are three").isFalse();
    }

    @Test
    void givesWhatCameBackToWhoeverAsks() {
        permits.tryTake("a");
        permits.tryTake("a");
        permits.tryTake("b");
        permits.giveBack("a");
        assertThat(permits.tryTake("b")).isTrue();
        assertThat(permits.tryTake("a")).isFalse();
        permits.giveBack("b");
        permits.giveBack("b");
        assertThat(permits.tryTake("a")).isTrue();
        assertThat(permits.tryTake("a")).isFalse();
    }

    @Test
    void letsEverybodyHaveTheOnlyOne() {
        var only = new BulkPermits(1);
        assertThat(only.tryTake("a")).isTrue();
        assertThat(only.tryTake("b")).isFalse();
        only.giveBack("a");
        assertThat(only.tryTake("b")).isTrue();
    }
}
