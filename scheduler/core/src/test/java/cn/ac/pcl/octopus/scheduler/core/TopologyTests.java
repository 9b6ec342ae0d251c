package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Gangs that run inside one domain: by hand. That the choice is the obvious one on random clusters
/// is held by [PlacingOracleTests].
@NullUnmarked
class TopologyTests {
    private static final Instant T0 = RandomCluster.START;
    private static final PoolSpec POOL =
            PoolSpec.of("a", Map.of()).withShared(true).withLevels(List.of("zone", "rack"));
    private final PoolState state = new PoolState();

    TopologyTests() {
        state.apply(new ClusterEvent.PoolChanged(POOL));
    }

    @Test
    void keepsAGangInsideOneDomainAndLeavesTheLargestWhole() {
        rack("z1", "large", 4);
        rack("z1", "small", 2);
        rack("z2", "whole", 3);
        submit("pair", 2, 4, GangTopology.within("rack"));
        assertThat(racks(plan(T0), "pair")).containsExactly("small");
        submit("three", 3, 4, GangTopology.within("rack"));
        assertThat(racks(plan(T0), "three")).containsExactly("whole");
    }

    @Test
    void breaksTheZoneThatIsBrokenAlready() {
        rack("z1", "r1", 2);
        rack("z1", "r2", 2);
        rack("z2", "r1", 2);
        rack("z2", "r2", 2);
        // Half of z2 is taken: both zones have a whole rack, and z1 is whole itself.
        submit("first", 2, 4, GangTopology.within("rack"));
        plan(T0);
        end("first", 2);
        state.apply(bound("taken-0", "z2-r2-0"));
        state.apply(bound("taken-1", "z2-r2-1"));
        submit("second", 2, 4, GangTopology.within("rack"));
        assertThat(nodes(plan(T0), "second")).containsExactly("z2-r1-0", "z2-r1-1");
    }

    @Test
    void waitsForOneDomainAndSaysHowMuchRoomTheBestOneHas() {
        rack("z1", "r1", 2);
        rack("z1", "r2", 1);
        rack("z2", "r1", 1);
        submit("wide", 3, 4, GangTopology.within("rack"));
        Reason reason = new Reason.NoDomain("rack", 3, "z1/r1", 2, 2, 3);
        assertThat(plan(T0).hold()).containsExactly(new Hold(gang("wide"), reason));
        assertThat(state.explain(gang("wide"), T0).reason()).isEqualTo(reason);
        // One more node in the named domain removes the obstacle.
        node("new", Map.of("zone", "z1", "rack", "r1"), 4);
        assertThat(nodes(plan(T0), "wide")).containsExactly("new", "z1-r1-0", "z1-r1-1");
    }

    @Test
    void tellsDomainsOfEqualNameInDifferentZonesApart() {
        rack("z1", "r1", 1);
        rack("z2", "r1", 1);
        submit("pair", 2, 4, GangTopology.within("rack"));
        assertThat(plan(T0).place()).isEmpty();
        assertThat(state.explain(gang("pair"), T0).reason())
                .isEqualTo(new Reason.NoDomain("rack", 2, "z1/r1", 1, 1, 2));
    }

    @Test
    void leavesNodesWithoutTheLabelOutOfEveryDomain() {
        node("bare-1", Map.of(), 4);
        node("bare-2", Map.of("zone", "z1"), 4);
        node("bare-3", Map.of("rack", "r1"), 4);
        submit("single", 1, 4, GangTopology.within("rack"));
        assertThat(plan(T0).hold())
                .containsExactly(
                        new Hold(gang("single"), new Reason.NoDomain("rack", 0, "", 0, 0, 1)));
        node("bare-2", Map.of("zone", "z1", "rack", "r1"), 4);
        assertThat(nodes(plan(T0), "single")).containsExactly("bare-2");
    }

    @Test
    void goesToWiderLevelsOnlyAsFarAsNeeded() {
        rack("z1", "r1", 1);
        rack("z2", "r1", 2);
        rack("z2", "r2", 2);
        submit("two", 2, 4, GangTopology.near("rack"));
        assertThat(nodes(plan(T0), "two")).containsExactly("z2-r1-0", "z2-r1-1");
        end("two", 2);
        submit("four", 4, 4, GangTopology.near("rack"));
        assertThat(zones(plan(T0), "four")).containsExactly("z2");
        end("four", 4);
        submit("five", 5, 4, GangTopology.within("zone").withPreferred("rack"));
        assertThat(plan(T0).place()).isEmpty();
        submit("any", 5, 4, GangTopology.near("rack"));
        assertThat(zones(plan(T0), "any")).containsExactly("z1", "z2");
    }

    @Test
    void growsOnlyWhereItRuns() {
        rack("z1", "r1", 3);
        rack("z1", "r2", 3);
        submit("elastic", 2, 4, GangTopology.within("rack"));
        pods("elastic", 2, 5, 4);
        assertThat(nodes(plan(T0), "elastic")).containsExactly("z1-r1-0", "z1-r1-1", "z1-r1-2");
        node("new", Map.of("zone", "z1", "rack", "r1"), 4);
        assertThat(nodes(plan(T0), "elastic")).containsExactly("new");
    }

    @Test
    void bringsALostMemberBackToTheOthers() {
        rack("z1", "r1", 2);
        rack("z1", "r2", 2);
        submit("pair", 2, 4, GangTopology.within("rack"));
        plan(T0);
        state.apply(new ClusterEvent.PodGone(pod("pair", 1)));
        state.apply(bound("taken", "z1-r1-1"));
        pods("pair", 2, 3, 4);
        assertThat(plan(T0).hold())
                .containsExactly(
                        new Hold(gang("pair"), new Reason.NoDomain("rack", 2, "z1/r1", 0, 1, 1)));
        state.apply(new ClusterEvent.PodGone(new PodId("other", "taken", "")));
        assertThat(nodes(plan(T0), "pair")).containsExactly("z1-r1-1");
    }

    @Test
    void reservesInsideOneDomain() {
        rack("z1", "r1", 2);
        rack("z1", "r2", 2);
        submit("short", 1, 4, GangTopology.within("rack"), Duration.ofMinutes(10));
        plan(T0);
        submit("long", 1, 4, GangTopology.near("rack"), Duration.ofMinutes(30));
        plan(T0);
        assertThat(state.nodeOf(pod("short", 0))).isEqualTo("z1-r1-0");
        assertThat(state.nodeOf(pod("long", 0))).isEqualTo("z1-r1-1");
        state.apply(bound("forever", "z1-r2-1"));
        // Two nodes will be free at ten minutes, but in two racks: it has to wait for the long one.
        submit("wide", 2, 4, GangTopology.within("rack"), Duration.ofMinutes(5));
        plan(T0);
        assertThat(state.reservation("a"))
                .isEqualTo(new Reservation(gang("wide"), T0.plus(Duration.ofMinutes(30))));
        // The other rack is not touched by it.
        submit("beside", 1, 4, null, Duration.ofHours(9));
        assertThat(nodes(plan(T0), "beside")).containsExactly("z1-r2-0");
        end("short", 1);
        submit("late", 1, 4, null, Duration.ofHours(9));
        assertThat(plan(T0.plusSeconds(600)).place()).isEmpty();
        end("long", 1);
        assertThat(racks(plan(T0.plusSeconds(1800)), "wide")).containsExactly("r1");
    }

    @Test
    void answersWhatWouldBecomeOfItAndChangesNothing() {
        rack("z1", "r1", 1);
        rack("z1", "r2", 1);
        Snapshot before = state.snapshot();
        GangSpec spec =
                GangSpec.of(gang("new"), "a", 2, T0).withTopology(GangTopology.within("rack"));
        List<PodSpec> pods = List.of(waiting("new", 0, 4), waiting("new", 1, 4));
        assertThat(state.whatIf(spec, pods, T0).waiting().reason())
                .isEqualTo(new Reason.NoDomain("rack", 2, "z1/r1", 1, 1, 2));
        assertThat(state.whatIf(spec.withTopology(GangTopology.within("zone")), pods, T0).place())
                .hasSize(2);
        assertThat(state.snapshot()).isEqualTo(before);
    }

    @Test
    void wakesOnlyWhenOneDomainHasRoom() {
        rack("z1", "r1", 2);
        rack("z1", "r2", 2);
        for (String node : List.of("z1-r1-0", "z1-r1-1", "z1-r2-0", "z1-r2-1")) {
            state.apply(bound("on-" + node, node));
        }
        submit("pair", 2, 4, GangTopology.within("rack"));
        plan(T0);
        Line line = state.gangs.find(gang("pair")).line;
        state.apply(new ClusterEvent.PodGone(new PodId("other", "on-z1-r1-0", "")));
        state.apply(new ClusterEvent.PodGone(new PodId("other", "on-z1-r2-0", "")));
        assertThat(plan(T0).place()).isEmpty();
        assertThat(line.peers.failedAt).isEqualTo(state.pools.stirs() - 2);
        state.apply(new ClusterEvent.PodGone(new PodId("other", "on-z1-r2-1", "")));
        assertThat(racks(plan(T0), "pair")).containsExactly("r2");
    }

    @Test
    void definesWhatNobodyShouldSend() {
        rack("z1", "r1", 3);
        submit("unknown", 2, 4, GangTopology.within("switch"));
        submit("wished", 1, 1, GangTopology.near("switch"));
        submit("contrary", 1, 1, GangTopology.within("rack").withPreferred("zone"));
        submit("nothing", 1, 1, new GangTopology(" ", ""));
        Plan plan = plan(T0);
        assertThat(plan.hold())
                .containsExactly(
                        new Hold(gang("unknown"), new Reason.NoDomain("switch", 0, "", 0, 0, 2)));
        assertThat(plan.place()).hasSize(3);
        assertThat(POOL.withLevels(List.of("", "zone", "zone", " ", "rack")).levels())
                .containsExactly("zone", "rack");
        // A level that the pool gets later helps.
        end("wished", 1);
        end("contrary", 1);
        end("nothing", 1);
        state.apply(
                new ClusterEvent.PoolChanged(POOL.withLevels(List.of("switch", "zone", "rack"))));
        for (int i = 0; i < 3; i++) {
            node("z1-r1-" + i, Map.of("switch", "s", "zone", "z1", "rack", "r1"), 4);
        }
        assertThat(plan(T0).place()).hasSize(2);
    }

    @Test
    void takesTheNodeItselfAsTheNarrowestLevel() {
        state.apply(
                new ClusterEvent.PoolChanged(
                        POOL.withLevels(List.of("rack", LabelRule.NODE_NAME))));
        node("small", Map.of("rack", "r"), 4);
        node("large", Map.of("rack", "r"), 8);
        submit("pair", 2, 3, GangTopology.within(LabelRule.NODE_NAME));
        assertThat(nodes(plan(T0), "pair")).containsExactly("large");
    }

    private Plan plan(Instant now) {
        return Scheduler.schedule(state, now);
    }

    private static GangId gang(String name) {
        return new GangId("u", name);
    }

    private static PodId pod(String gang, int number) {
        return new PodId("u", gang + "-" + number, "");
    }

    private static PodSpec waiting(String gang, int number, long cores) {
        return PodSpec.waiting(
                pod(gang, number), gang(gang), PodShape.asking(Resources.of("cpu", cores)));
    }

    private static ClusterEvent bound(String name, String node) {
        return new ClusterEvent.PodChanged(
                new PodSpec(
                        new PodId("other", name, ""),
                        null,
                        PodShape.asking(Resources.of("cpu", 4)),
                        node,
                        -1));
    }

    private void rack(String zone, String rack, int nodes) {
        for (int i = 0; i < nodes; i++) {
            node(zone + "-" + rack + "-" + i, Map.of("zone", zone, "rack", rack), 4);
        }
    }

    private void node(String name, Map<String, String> labels, long cores) {
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of(name, labels, Resources.of("cpu", cores))));
    }

    private void submit(String name, int pods, long cores, GangTopology topology) {
        submit(name, pods, cores, topology, null);
    }

    private void submit(
            String name, int pods, long cores, GangTopology topology, Duration runTime) {
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang(name), "a", pods, T0)
                                .withTopology(topology)
                                .withRunTime(runTime)));
        pods(name, 0, pods, cores);
    }

    private void pods(String gang, int from, int to, long cores) {
        for (int i = from; i < to; i++) {
            state.apply(new ClusterEvent.PodChanged(waiting(gang, i, cores)));
        }
    }

    private void end(String gang, int pods) {
        List<ClusterEvent> events = new ArrayList<>();
        for (int i = 0; i < pods; i++) {
            events.add(new ClusterEvent.PodGone(pod(gang, i)));
        }
        events.add(new ClusterEvent.GangGone(gang(gang)));
        events.forEach(state::apply);
    }

    private static Set<String> nodes(Plan plan, String gang) {
        Set<String> nodes = new TreeSet<>();
        for (Placement placement : plan.place()) {
            if (placement.gang().name().equals(gang)) {
                nodes.add(placement.node());
            }
        }
        return nodes;
    }

    private Set<String> racks(Plan plan, String gang) {
        return labels(plan, gang, "rack");
    }

    private Set<String> zones(Plan plan, String gang) {
        return labels(plan, gang, "zone");
    }

    private Set<String> labels(Plan plan, String gang, String key) {
        Map<String, String> labels = new TreeMap<>();
        for (NodeSpec node : state.snapshot().nodes()) {
            labels.put(node.name(), node.labels().get(key));
        }
        Set<String> found = new TreeSet<>();
        nodes(plan, gang).forEach(node -> found.add(labels.get(node)));
        return found;
    }
}
