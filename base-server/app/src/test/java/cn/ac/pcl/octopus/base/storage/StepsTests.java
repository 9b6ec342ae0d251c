package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class StepsTests {
    private final List<Integer> heard = new ArrayList<>();
    private final MutableClock clock = MutableClock.epochUTC();
    private final Steps steps = new Steps(2, clock, heard::add);

    @Test
    void givesEachStepAnEqualPartAndNeverSaysThatAllIsDone() {
        var first = steps.begin(100);
        first.advance(50);
        clock.add(Duration.ofSeconds(1));
        first.advance(50);
        var second = steps.begin(10);
        clock.add(Duration.ofSeconds(1));
        second.advance(5);
        clock.add(Duration.ofSeconds(1));
        second.advance(500);
        assertThat(heard).containsExactly(25, 50, 75, 99);
    }

    @Test
    void speaksNowAndThenOnly() {
        var step = steps.begin(1000);
        for (int i = 0; i < 1000; i++) {
            step.advance(1);
            clock.add(Duration.ofMillis(1));
        }
        assertThat(heard).hasSizeBetween(2, 3);
    }
}
