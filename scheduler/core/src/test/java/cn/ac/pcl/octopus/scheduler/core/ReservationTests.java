package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Order, reservation and backfill: by hand, and on random pools under a clock that jumps from one
/// end to the next, in which nobody waits longer than promised.
@NullUnmarked
class ReservationTests {
    private static final Instant T0 = RandomCluster.START;
    private final PoolState state = new PoolState();

    @Test
    void startsTheGreaterPriorityFirstThenWhoWaitsLonger() {
        nodes(state, 1, 4);
        submit(state, "late", 1, 4, 0, T0.plusSeconds(1), null);
        submit(state, "early", 1, 4, 0, T0, null);
        submit(state, "urgent", 1, 4, 5, T0.plusSeconds(2), null);
        assertThat(started(T0.plusSeconds(3))).containsExactly("urgent");
        end(state, "urgent");
        assertThat(started(T0.plusSeconds(4))).containsExactly("early");
    }

    @Test
    void letsOnlyThosePassThatEndBeforeTheReservation() {
        nodes(state, 2, 4);
        submit(state, "running", 1, 4, 0, T0, Duration.ofMinutes(10));
        assertThat(started(T0)).containsExactly("running");
        submit(state, "wide", 2, 4, 0, T0.plusSeconds(1), Duration.ofMinutes(5));
        submit(state, "long", 1, 2, 0, T0.plusSeconds(2), Duration.ofMinutes(20));
        submit(state, "unknown", 1, 2, 0, T0.plusSeconds(3), null);
        submit(state, "short", 1, 2, 0, T0.plusSeconds(4), Duration.ofMinutes(8));

        Plan plan = Scheduler.schedule(state, T0.plusSeconds(10));

        assertThat(names(plan)).containsExactly("short");
        Instant until = T0.plus(Duration.ofMinutes(10));
        assertThat(state.reservation("a"))
                .isEqualTo(new Reservation(new GangId("u", "wide"), until));
        Reason kept = new Reason.Reserved(new GangId("u", "wide"), until);
        assertThat(plan.hold())
                .contains(
                        new Hold(new GangId("u", "long"), kept),
                        new Hold(new GangId("u", "unknown"), kept));
        end(state, "short");
        end(state, "running");
        assertThat(started(until)).containsExactly("wide");
        assertThat(state.reservation("a"))
                .isEqualTo(
                        new Reservation(
                                new GangId("u", "long"), until.plus(Duration.ofMinutes(5))));
    }

    @Test
    void letsALongOnePassBesideTheReservation() {
        nodes(state, 1, 4);
        submit(state, "running", 1, 3, 0, T0, Duration.ofMinutes(10));
        assertThat(started(T0)).containsExactly("running");
        submit(state, "first", 1, 3, 0, T0.plusSeconds(1), Duration.ofMinutes(5));
        submit(state, "beside", 1, 1, 0, T0.plusSeconds(2), Duration.ofHours(5));
        assertThat(started(T0.plusSeconds(3))).containsExactly("beside");
    }

    @Test
    void reservesForAGangOfWhichTheNodeCameBackFull() {
        NodeSpec node = NodeSpec.of("n0", Map.of(), Resources.of("cpu", 4));
        nodes(state, 1, 4);
        submit(state, "first", 1, 2, 0, T0, null);
        assertThat(started(T0)).containsExactly("first");
        state.apply(new ClusterEvent.NodeChanged(node.withUnschedulable(true)));
        submit(state, "wide", 1, 4, 0, T0.plusSeconds(1), null);
        assertThat(Scheduler.schedule(state, T0.plusSeconds(2)).hold().getFirst().reason().code())
                .isEqualTo("no-node");
        state.apply(new ClusterEvent.NodeChanged(node));
        Instant now = T0.plusSeconds(3);
        assertThat(Scheduler.schedule(state, now).hold().getFirst().reason().code())
                .isEqualTo("capacity");
        now = now.plus(Duration.ofMinutes(20));
        assertThat(started(now)).isEmpty();
        assertThat(state.reservation("a").gang().name()).isEqualTo("wide");
        end(state, "first");
        assertThat(started(now)).containsExactly("wide");
    }

    @Test
    void holdsNodesOncePatienceIsAtItsEndWhereNoTimesAreKnown() {
        nodes(state, 2, 4);
        submit(state, "one", 1, 4, 0, T0, null);
        submit(state, "two", 1, 2, 0, T0, null);
        assertThat(started(T0)).containsExactlyInAnyOrder("one", "two");
        submit(state, "wide", 2, 4, 0, T0, null);
        submit(state, "small", 1, 2, 0, T0.plusSeconds(1), null);
        assertThat(started(T0.plusSeconds(5))).containsExactly("small");
        end(state, "small");
        assertThat(started(T0.plus(Duration.ofMinutes(10)))).isEmpty();
        assertThat(state.reservation("a"))
                .isEqualTo(new Reservation(new GangId("u", "wide"), null));
        submit(state, "another", 1, 2, 0, T0.plus(Duration.ofMinutes(11)), null);
        assertThat(started(T0.plus(Duration.ofMinutes(11)))).isEmpty();
        end(state, "two");
        end(state, "one");
        assertThat(started(T0.plus(Duration.ofMinutes(12)))).containsExactly("wide");
    }

    @Test
    void givesTheReservationToAGreaterPriority() {
        nodes(state, 1, 4);
        submit(state, "running", 1, 4, 0, T0, Duration.ofMinutes(10));
        started(T0);
        submit(state, "modest", 1, 3, 0, T0, Duration.ofMinutes(10));
        started(T0.plusSeconds(1));
        submit(state, "urgent", 1, 4, 9, T0.plusSeconds(2), Duration.ofMinutes(10));
        started(T0.plusSeconds(2));
        assertThat(state.reservation("a").gang().name()).isEqualTo("urgent");
    }

    @Test
    void forgetsTheReservationOfAGangThatIsGone() {
        nodes(state, 1, 4);
        submit(state, "running", 1, 3, 0, T0, Duration.ofMinutes(10));
        started(T0);
        submit(state, "first", 1, 4, 0, T0, Duration.ofMinutes(10));
        submit(state, "small", 1, 1, 0, T0.plusSeconds(1), null);
        assertThat(started(T0.plusSeconds(2))).isEmpty();
        end(state, "first");
        assertThat(started(T0.plusSeconds(3))).containsExactly("small");
        assertThat(state.reservation("a")).isNull();
    }

    @Test
    void holdsNoNodeForAGangThatOnlyPodsOfNobodyKeepAway() {
        nodes(state, 1, 4);
        foreign("daemon", PodShape.asking(Resources.of("cpu", 1)));
        submit(state, "whole", 1, 4, 0, T0, null);
        submit(state, "small", 1, 1, 0, T0.plusSeconds(1), null);
        Instant late = T0.plus(Duration.ofHours(5));
        Plan plan = Scheduler.schedule(state, late);
        assertThat(names(plan)).containsExactly("small");
        assertThat(plan.hold())
                .containsExactly(
                        new Hold(
                                new GangId("u", "whole"),
                                new Reason.NeverFits("cpu", 4, 3, true, true)));
        assertThat(state.reservation("a")).isNull();
        // The daemon goes while others run: now it is worth waiting.
        state.apply(new ClusterEvent.PodGone(new PodId("kube-system", "daemon", "")));
        assertThat(started(late)).isEmpty();
        assertThat(state.reservation("a").gang().name()).isEqualTo("whole");
        end(state, "small");
        assertThat(started(late)).containsExactly("whole");
    }

    @Test
    void countsNoSharesAndPortsOfNobodyAsFreeOneDay() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of("n0", Map.of(), Resources.of("cpu", 4, RandomCluster.GPU, 2))));
        List<HostPort> port = List.of(new HostPort("TCP", "", 80));
        PodShape share =
                PodShape.asking(Resources.of("cpu", 1))
                        .withShare(new DeviceShare(RandomCluster.GPU, 600));
        foreign("one", share);
        foreign("web", PodShape.asking(Resources.of("cpu", 1)).withPorts(port));
        submit("pair", share, share);
        submit("port", PodShape.asking(Resources.of("cpu", 1)).withPorts(port));
        assertThat(Scheduler.schedule(state, T0.plus(Duration.ofHours(5))).hold())
                .containsExactly(
                        new Hold(
                                new GangId("u", "pair"),
                                new Reason.NeverFits(RandomCluster.GPU, 2, 1, false, true)),
                        new Hold(new GangId("u", "port"), new Reason.NoNode(1, "port", 1)));
        assertThat(state.reservation("a")).isNull();
    }

    private void foreign(String name, PodShape shape) {
        PodId id = new PodId("kube-system", name, "");
        state.apply(new ClusterEvent.PodChanged(new PodSpec(id, null, shape, "n0", -1)));
    }

    private void submit(String name, PodShape... shapes) {
        GangId id = new GangId("u", name);
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(id, "a", shapes.length, T0)));
        for (int i = 0; i < shapes.length; i++) {
            PodId pod = new PodId("u", name + "-" + i, "");
            state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, id, shapes[i])));
        }
    }

    /// Small gangs come to one pool without end; the large ones of others with the same nodes
    /// start.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void letsNoPoolStarveAnother(long seed) {
        Random random = new Random(seed);
        PoolState state = new PoolState();
        int pools = 2 + random.nextInt(2);
        for (int p = 0; p < pools; p++) {
            Map<String, String> label = Map.of("pool-" + p, "bound");
            state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("p" + p, label)));
        }
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            Map<String, String> labels = new HashMap<>();
            for (int p = 0; p < pools; p++) {
                if (i < 2 || random.nextBoolean()) {
                    labels.put("pool-" + p, "bound");
                }
            }
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of("n" + i, labels, Resources.of("cpu", 4))));
        }
        Set<String> large = new HashSet<>();
        List<String> running = new ArrayList<>();
        int small = 0;
        Instant now = T0;
        for (int step = 0; step < 400 && (step < 10 || !large.isEmpty()); step++) {
            for (int waiting = 0; waiting < 2; waiting++) {
                shared(state, "s" + small++, "p0", 1, now);
            }
            if (step > 3 && step < 10) {
                large.add("l" + step);
                int pool = 1 + random.nextInt(pools - 1);
                shared(state, "l" + step, "p" + pool, 1 + random.nextInt(2), now);
            }
            for (GangId gang : gangs(Scheduler.schedule(state, now))) {
                large.remove(gang.name());
                running.add(gang.name());
            }
            now = now.plusSeconds(1 + random.nextInt(60));
            if (!running.isEmpty()) {
                end(state, running.remove(random.nextInt(running.size())));
            }
        }
        assertThat(large).as("seed %d", seed).isEmpty();
    }

    private static void shared(PoolState state, String name, String pool, int pods, Instant at) {
        GangId id = new GangId("u", name);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(id, pool, pods, at).withRunTime(Duration.ofSeconds(60))));
        for (int i = 0; i < pods; i++) {
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(
                                    new PodId("u", name + "-" + i, ""),
                                    id,
                                    PodShape.asking(Resources.of("cpu", 4)))));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void keepsEveryPromise(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void keepsEveryPromiseForManySeeds(long seed) {
        run(seed);
    }

    /// Small gangs come without end; large ones start no later than first promised, and all start.
    private static void run(long seed) {
        Random random = new Random(seed);
        PoolState state = new PoolState();
        nodes(state, 2 + random.nextInt(4), 4 + random.nextInt(5));
        TreeMap<String, Duration> runTimes = new TreeMap<>();
        PriorityQueue<Map.Entry<Instant, String>> ends =
                new PriorityQueue<>(
                        Map.Entry.<Instant, String>comparingByKey()
                                .thenComparing(Map.Entry.comparingByValue()));
        Map<GangId, Instant> promises = new HashMap<>();
        Set<String> waiting = new HashSet<>();
        Instant now = T0;
        for (int step = 0; step < 120; step++) {
            for (int i = step < 60 ? random.nextInt(4) : 0; i > 0; i--) {
                String name = "g" + runTimes.size();
                boolean large = random.nextInt(5) == 0;
                Duration runTime = Duration.ofSeconds(5 + random.nextInt(300));
                int pods = large ? 2 : 1;
                submit(state, name, pods, large ? 4 : 1 + random.nextInt(3), 0, now, runTime);
                if (large && random.nextBoolean()) {
                    state.apply(
                            new ClusterEvent.GangChanged(
                                    GangSpec.of(new GangId("u", name), "a", pods, now)
                                            .withRunTime(runTime)
                                            .withTopology(GangTopology.within("rack"))));
                }
                runTimes.put(name, runTime);
                waiting.add(name);
            }
            for (GangId gang : gangs(Scheduler.schedule(state, now))) {
                Instant promised = promises.remove(gang);
                if (promised != null) {
                    assertThat(now)
                            .as("seed %d step %d: %s", seed, step, gang)
                            .isBeforeOrEqualTo(promised);
                }
                waiting.remove(gang.name());
                ends.add(Map.entry(now.plus(runTimes.get(gang.name())), gang.name()));
            }
            Reservation reservation = state.reservation("a");
            if (reservation != null) {
                promises.putIfAbsent(reservation.gang(), reservation.until());
            }
            Instant next = now.plusSeconds(1 + random.nextInt(30));
            if (!ends.isEmpty() && (ends.peek().getKey().isBefore(next) || step >= 60)) {
                Map.Entry<Instant, String> ending = ends.remove();
                next = ending.getKey();
                end(state, ending.getValue());
            }
            now = next;
        }
        // What ended last was not decided upon yet.
        for (boolean more = true; more; ) {
            for (GangId gang : gangs(Scheduler.schedule(state, now))) {
                waiting.remove(gang.name());
                ends.add(Map.entry(now.plus(runTimes.get(gang.name())), gang.name()));
            }
            more = !ends.isEmpty();
            if (more) {
                Map.Entry<Instant, String> ending = ends.remove();
                end(state, ending.getValue());
                now = ending.getKey();
            }
        }
        assertThat(waiting).as("seed %d", seed).isEmpty();
    }

    private List<String> started(Instant now) {
        return names(Scheduler.schedule(state, now));
    }

    private static List<String> names(Plan plan) {
        return gangs(plan).stream().map(GangId::name).toList();
    }

    private static List<GangId> gangs(Plan plan) {
        return plan.place().stream().map(Placement::gang).distinct().toList();
    }

    private static void nodes(PoolState state, int count, int cores) {
        state.apply(
                new ClusterEvent.PoolChanged(
                        PoolSpec.of("a", Map.of()).withShared(true).withLevels(List.of("rack"))));
        for (int i = 0; i < count; i++) {
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of(
                                    "n" + i,
                                    Map.of("rack", "r" + i / 2),
                                    Resources.of("cpu", cores))));
        }
    }

    private static void submit(
            PoolState state,
            String name,
            int pods,
            int cores,
            int priority,
            Instant at,
            Duration runTime) {
        GangId id = new GangId("u", name);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(id, "a", pods, at)
                                .withPriority(priority)
                                .withRunTime(runTime)));
        for (int i = 0; i < pods; i++) {
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(
                                    new PodId("u", name + "-" + i, ""),
                                    id,
                                    PodShape.asking(Resources.of("cpu", cores)))));
        }
    }

    private static void end(PoolState state, String name) {
        List<ClusterEvent> events = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            events.add(new ClusterEvent.PodGone(new PodId("u", name + "-" + i, "")));
        }
        events.add(new ClusterEvent.GangGone(new GangId("u", name)));
        events.forEach(state::apply);
    }
}
