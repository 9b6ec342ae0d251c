package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AssumptionsTests {
    private static final PodShape SHAPE = PodShape.asking(Resources.of("cpu", 1));
    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");
    private static final PodId POD = new PodId("u", "j-task0-0", "1");

    private final Assumptions assumptions = new Assumptions();

    @Test
    void aBindingIsUnconfirmedOnlyAfterItWasAccepted() {
        assumptions.assume(POD, SHAPE, "n", NOW);
        assertThat(assumptions.unconfirmedSince(NOW.plusSeconds(60))).isEmpty();

        assumptions.bound(POD, "n", NOW);
        assertThat(assumptions.unconfirmedSince(NOW.plusSeconds(60))).hasSize(1);
        assertThat(assumptions.unconfirmedSince(NOW)).isEmpty();
    }

    @Test
    void pausesGrowWithTheFailuresAndStayBounded() {
        assumptions.assume(POD, SHAPE, "n", NOW);

        assertThat(assumptions.failed(POD, "n").orElseThrow().pause())
                .isEqualTo(Duration.ofMillis(200));
        assertThat(assumptions.failed(POD, "n").orElseThrow().pause())
                .isEqualTo(Duration.ofMillis(400));
        for (int i = 0; i < 100; i++) {
            assumptions.failed(POD, "n");
        }
        assertThat(assumptions.failed(POD, "n").orElseThrow().pause())
                .isEqualTo(Duration.ofMillis(12800));
    }

    @Test
    void newsOfAnEarlierPodOrNodeChangesNothing() {
        assumptions.assume(POD, SHAPE, "n", NOW);

        assumptions.bound(new PodId("u", "j-task0-0", "0"), "n", NOW);
        assumptions.failed(POD, "m");

        assertThat(assumptions.find("u/j-task0-0"))
                .contains(new Assumptions.Assumption(POD, SHAPE, "n", NOW, 0, null));
    }
}
