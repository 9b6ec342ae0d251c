package cn.ac.pcl.octopus.taskset.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.taskset.Fixture;
import cn.ac.pcl.octopus.taskset.api.LifeHook;
import cn.ac.pcl.octopus.taskset.core.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("stores")
class HookDeliveryIT {
    private final List<String> told = new ArrayList<>();
    private Function<LifeHook, String> subscriber = hook -> LifeHook.DONE;
    private Fixture fixture;
    private HookDelivery delivery;

    @BeforeEach
    void prepare() {
        fixture = new Fixture();
        delivery = new HookDelivery(fixture.lanes, this::take);
        fixture.submit("j1");
        seen(JobPhase.PENDING);
        seen(JobPhase.RUNNING);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void tellsEveryMomentInOrderAndRests() {
        deliver();
        assertThat(told).containsExactly("1 preparing", "2 pending", "3 running");
        assertThat(delivery.claim(10)).isEmpty();

        seen(JobPhase.COMPLETED);
        deliver();
        assertThat(told).hasSize(4).last().isEqualTo("4 succeeded");
    }

    @Test
    void asksAgainAfterGrowingPausesAndSuppressesNothing() {
        subscriber = hook -> hook.sequence() == 2 ? LifeHook.AGAIN : LifeHook.DONE;
        deliver();
        assertThat(told).containsExactly("1 preparing", "2 pending");
        assertThat(delivery.claim(10)).isEmpty();

        fixture.clock.add(Duration.ofSeconds(1));
        deliver();
        assertThat(told).hasSize(3);
        fixture.clock.add(Duration.ofSeconds(1));
        assertThat(delivery.claim(10)).isEmpty();

        subscriber = hook -> LifeHook.DONE;
        fixture.clock.add(Duration.ofSeconds(1));
        deliver();
        assertThat(told)
                .containsExactly("1 preparing", "2 pending", "2 pending", "2 pending", "3 running");
    }

    @Test
    void tellsAgainWhatItWasKilledInTheMiddleOf() {
        subscriber =
                hook -> {
                    if (hook.sequence() == 2) {
                        throw new Killed();
                    }
                    return LifeHook.DONE;
                };
        assertThatThrownBy(this::deliver).isInstanceOf(Killed.class);

        subscriber = hook -> LifeHook.DONE;
        HookDelivery successor = new HookDelivery(fixture.lanes, this::take);
        assertThat(successor.claim(10)).isEmpty();
        fixture.clock.add(HookDelivery.LEASE);
        successor.claim(10).forEach(successor::deliver);
        assertThat(told).containsExactly("1 preparing", "2 pending", "2 pending", "3 running");
    }

    @Test
    void isClaimedByOneOfTwo() {
        var first = delivery.claim(10);
        var second = new HookDelivery(fixture.lanes, this::take).claim(10);
        assertThat(first).hasSize(1);
        assertThat(second).isEmpty();
    }

    @Test
    void goesOnWithWhatIsRecordedWhileItTells() {
        subscriber =
                hook -> {
                    if (hook.sequence() == 3) {
                        seen(JobPhase.FAILED);
                    }
                    return LifeHook.DONE;
                };
        deliver();
        assertThat(told).last().isEqualTo("4 failed");
        assertThat(delivery.claim(10)).isEmpty();
    }

    @Test
    void keepsItsClaimWhileItWorksThroughABacklog() {
        var other = new HookDelivery(fixture.lanes, this::take);
        subscriber =
                hook -> {
                    assertThat(other.claim(10)).isEmpty();
                    fixture.clock.add(Duration.ofSeconds(40));
                    return LifeHook.DONE;
                };
        deliver();
        assertThat(told).containsExactly("1 preparing", "2 pending", "3 running");
        assertThat(other.claim(10)).isEmpty();
    }

    @Test
    void tellsNoMoreOfALaneThatAnotherTookOver() {
        var other = new HookDelivery(fixture.lanes, this::take);
        subscriber =
                hook -> {
                    subscriber = _ -> LifeHook.DONE;
                    fixture.clock.add(HookDelivery.LEASE);
                    other.claim(10).forEach(other::deliver);
                    return LifeHook.DONE;
                };
        deliver();
        assertThat(told).containsExactly("1 preparing", "1 preparing", "2 pending", "3 running");
        assertThat(delivery.claim(10)).isEmpty();
    }

    @Test
    void pausesAtMostFiveMinutes() {
        assertThat(HookDelivery.pause(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(HookDelivery.pause(3)).isEqualTo(Duration.ofSeconds(8));
        assertThat(HookDelivery.pause(1000)).isEqualTo(Duration.ofMinutes(5));
    }

    private void deliver() {
        delivery.claim(10).forEach(delivery::deliver);
    }

    private void seen(JobPhase phase) {
        var job = Fixture.job("j1");
        job.setStatus(Fixture.status(phase, null));
        fixture.jobs.seen("j1", new Sighting(job, "", fixture.clock.instant()));
    }

    private String take(String name, LifeHook hook) {
        assertThat(name).isEqualTo("training");
        assertThat(hook.detail().sequence()).isEqualTo(hook.sequence());
        told.add(hook.sequence() + " " + hook.currentState().text());
        return subscriber.apply(hook);
    }

    /** Not an exception that the delivery handles: the process is gone. */
    private static final class Killed extends Error {}
}
