package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two schedulers hear the same events of each round, each in an order of its own that keeps only
/// the order of what is said of one object: they decide alike, reservations and preemption
/// included. A failing case names its seed.
@NullUnmarked
class EventOrderTests {
    private static final int ROUNDS = 25;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void decidesAlike(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void decidesAlikeForManySeeds(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        RandomCluster cluster = new RandomCluster(seed, 5);
        Random random = new Random(seed);
        Settings settings =
                Settings.DEFAULT
                        .withHalfLife(Duration.ZERO)
                        .withPatience(Duration.ofMinutes(3))
                        .withPreemption(
                                new Preemption(
                                        Duration.ofSeconds(90),
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(60)));
        PoolState one = new PoolState(settings);
        PoolState other = new PoolState(settings);
        List<ClusterEvent> setUp = cluster.setUp();
        setUp.forEach(one::apply);
        shuffled(setUp, random).forEach(other::apply);
        Instant now = RandomCluster.START;
        for (int round = 0; round < ROUNDS; round++) {
            now = now.plusSeconds(random.nextInt(90));
            List<ClusterEvent> batch = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                for (ClusterEvent event : cluster.next()) {
                    batch.add(timed(event, random, now));
                }
            }
            batch.forEach(one::apply);
            shuffled(batch, random).forEach(other::apply);
            String where = "seed " + seed + " round " + round;
            if (!other.snapshot().pods().equals(one.snapshot().pods())) {
                // Whoever comes without the device of its share gets one, as they come.
                return;
            }
            assertThat(Scheduler.schedule(other, now))
                    .as(where)
                    .isEqualTo(Scheduler.schedule(one, now));
        }
    }

    private static ClusterEvent timed(ClusterEvent event, Random random, Instant now) {
        return event instanceof ClusterEvent.GangChanged(GangSpec gang) && random.nextInt(4) > 0
                ? new ClusterEvent.GangChanged(
                        gang.withSubmitted(now)
                                .withRunTime(Duration.ofSeconds(10 + random.nextInt(600))))
                : event;
    }

    private static List<ClusterEvent> shuffled(List<ClusterEvent> events, Random random) {
        Map<String, Deque<ClusterEvent>> byObject = new HashMap<>();
        List<String> objects = new ArrayList<>();
        for (ClusterEvent event : events) {
            String object = objectOf(event);
            byObject.computeIfAbsent(object, key -> new ArrayDeque<>()).add(event);
            objects.add(object);
        }
        Collections.shuffle(objects, random);
        return objects.stream().map(object -> byObject.get(object).removeFirst()).toList();
    }

    private static String objectOf(ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeChanged(NodeSpec node) -> "node " + node.name();
            case ClusterEvent.NodeRemoved(String node) -> "node " + node;
            case ClusterEvent.GangChanged(GangSpec gang) -> "gang " + gang.id();
            case ClusterEvent.GangGone(GangId gang) -> "gang " + gang;
            case ClusterEvent.PodChanged(PodSpec pod) -> "pod " + pod.id();
            case ClusterEvent.PodBound(PodId pod, var _, var _) -> "pod " + pod;
            case ClusterEvent.PodForgotten(PodId pod) -> "pod " + pod;
            case ClusterEvent.PodGone(PodId pod) -> "pod " + pod;
            default -> "pools and quotas";
        };
    }
}
