package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Rules about other pods: by hand. That plans are those of the obvious scheduler on random
/// clusters with random rules is held by [PlacingOracleTests].
@NullUnmarked
class NeighbourTests {
    private static final Instant T0 = RandomCluster.START;
    private static final String NODE = LabelRule.NODE_NAME;
    private static final PodSelector WEB = PodSelector.of("u", "app", "web");
    private static final PodSelector STORE = PodSelector.of("u", "app", "store");
    private final PoolState state = new PoolState();

    NeighbourTests() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
    }

    @Test
    void keepsPodsApartAndSaysHowManyNodesHadRoom() {
        nodes("z1", "n1", "n2");
        submit("web", 3, "web", apart(WEB, NODE));
        Reason reason = new Reason.PodRule("pod-anti-affinity", NODE, 2, 2, 2, 1);
        assertThat(plan().hold()).containsExactly(new Hold(gang("web"), reason));
        nodes("z2", "n3");
        assertThat(placed(plan()).values()).containsExactlyInAnyOrder("n1", "n2", "n3");
    }

    @Test
    void keepsOthersAwayFromAPodThatCannotBearThem() {
        nodes("z1", "n1", "n2");
        submit("store", 1, "store", apart(WEB, "zone"));
        plan();
        submit("web", 1, "web", PodRules.NONE);
        submit("other", 1, "other", PodRules.NONE);
        Plan plan = plan();
        assertThat(placed(plan)).containsOnlyKeys("other-0");
        assertThat(plan.hold())
                .containsExactly(
                        new Hold(
                                gang("web"),
                                new Reason.PodRule(
                                        "pod-anti-affinity-of-others", "zone", 2, 2, 0, 1)));
        assertThat(plan()).isEqualTo(new Plan(List.of(), List.of(), List.of()));
        end("store", 1);
        assertThat(placed(plan())).containsOnlyKeys("web-0");
    }

    @Test
    void letsTheFirstOfAGroupRunAnywhereAndTheOthersFollow() {
        node("n1", Map.of("zone", "z1"), 2);
        node("n2", Map.of("zone", "z2"), 2);
        node("n3", Map.of("zone", "z2"), 2);
        // The best node for one is n1, but there is no room for three.
        submit("web", 3, "web", near(WEB, "zone"));
        assertThat(Set.copyOf(placed(plan()).values())).isEqualTo(Set.of("n2", "n3"));
        submit("more", 2, "web", near(WEB, "zone"));
        assertThat(plan().hold())
                .containsExactly(
                        new Hold(
                                gang("more"),
                                new Reason.PodRule("pod-affinity", "zone", 1, 1, 1, 1)));
    }

    @Test
    void refusesWhoIsNearToNobodyAndNotOfTheGroup() {
        nodes("z1", "n1");
        nodes("z2", "n2");
        submit("web", 1, "web", near(STORE, "zone"));
        assertThat(plan().hold())
                .containsExactly(
                        new Hold(
                                gang("web"),
                                new Reason.PodRule("pod-affinity", "zone", 2, 2, 0, 1)));
        // Whoever comes later and starts is found at once, by who waited for it.
        submit("store", 1, "store", onZone("z2"));
        assertThat(placed(plan()))
                .containsOnly(Map.entry("store-0", "n2"), Map.entry("web-0", "n2"));
    }

    @Test
    void needsOnePodThatMatchesAllTerms() {
        nodes("z1", "n1");
        submit("store", 1, "store", PodRules.NONE);
        submit("cache", 1, "cache", PodRules.NONE);
        PodTerm store = new PodTerm(STORE, NODE);
        PodTerm cache = new PodTerm(PodSelector.of("u", "app", "cache"), NODE);
        submit("web", 1, "web", PodRules.NONE.withAffinity(List.of(store, cache)));
        assertThat(placed(plan())).containsOnlyKeys("store-0", "cache-0");
    }

    @Test
    void looksIntoTheNamedNamespacesOnly() {
        nodes("z1", "n1");
        submit("store", 1, "store", PodRules.NONE);
        submit("mine", 1, "web", apart(PodSelector.of("v", "app", "store"), NODE));
        PodSelector anywhere = new PodSelector(Set.of(), STORE.rules());
        submit("strict", 1, "web", apart(anywhere, NODE));
        assertThat(placed(plan())).containsOnlyKeys("store-0", "mine-0");
    }

    @Test
    void spreadsEvenlyOverTheDomainsItMayUse() {
        nodes("z1", "n1", "n2");
        nodes("z2", "n3");
        node("bare", Map.of(), 100);
        submit("web", 5, "web", spread(WEB, "zone", 1, 0, true));
        Map<String, String> placed = placed(plan());
        assertThat(placed).hasSize(5).doesNotContainValue("bare");
        assertThat(placed.values().stream().filter("n3"::equals)).hasSizeBetween(2, 3);
    }

    @Test
    void saysWhichDomainsAreTooFull() {
        nodes("z1", "n1");
        node("n2", Map.of("zone", "z2"), 1);
        submit("web", 4, "web", spread(WEB, "zone", 1, 0, true));
        assertThat(plan().hold())
                .containsExactly(
                        new Hold(
                                gang("web"),
                                new Reason.PodRule("topology-spread", "zone", 1, 1, 3, 1)));
        node("n2", Map.of("zone", "z2"), 2);
        assertThat(plan().place()).hasSize(4);
    }

    @Test
    void takesTheFewestAsZeroWhileThereAreTooFewDomains() {
        nodes("z1", "n1");
        submit("web", 2, "web", spread(WEB, "zone", 1, 2, true));
        assertThat(plan().place()).isEmpty();
        nodes("z2", "n2");
        assertThat(plan().place()).hasSize(2);
    }

    @Test
    void prefersNearnessDistanceAndEmptierDomains() {
        nodes("z1", "n1", "n2");
        nodes("z2", "n3");
        submit("store", 1, "store", onZone("z2"));
        plan();
        submit("friend", 1, "friend", prefers(5, STORE, "zone"));
        assertThat(placed(plan())).containsEntry("friend-0", "n3");
        submit("loner", 1, "loner", prefers(-5, STORE, "zone"));
        assertThat(placed(plan())).containsEntry("loner-0", "n1");
        submit(
                "even",
                1,
                "even",
                spread(new PodSelector(Set.of("u"), List.of()), NODE, 1, 0, false));
        assertThat(placed(plan())).containsEntry("even-0", "n2");
    }

    @Test
    void followsNodesThatAreLabelledAnewOrVanish() {
        nodes("z1", "n1");
        nodes("z2", "n2");
        submit("store", 1, "store", onZone("z2"));
        plan();
        submit("web", 1, "web", apart(STORE, "zone"), 8);
        node("n1", Map.of("zone", "z2"), 8);
        assertThat(plan().place()).isEmpty();
        node("n2", Map.of("zone", "z3"), 8);
        assertThat(placed(plan())).containsEntry("web-0", "n1");
        end("web", 1);
        submit("follower", 1, "follower", near(STORE, "zone"));
        state.apply(new ClusterEvent.NodeRemoved("n2"));
        assertThat(plan().place()).isEmpty();
        node("n2", Map.of("zone", "z2"), 8);
        assertThat(placed(plan())).containsOnlyKeys("follower-0");
    }

    @Test
    void definesWhatNobodyShouldSend() {
        nodes("z1", "n1");
        assertThat(new SpreadRule(WEB, "zone", -3, -1, true))
                .isEqualTo(new SpreadRule(WEB, "zone", 1, 0, true));
        assertThat(new PreferredPods(Integer.MAX_VALUE, new PodTerm(WEB, NODE)).weight())
                .isEqualTo(100);
        PodTerm term = new PodTerm(WEB, NODE);
        submit("self", 2, "web", near(WEB, NODE).withAntiAffinity(List.of(term)));
        submit("nothing", 1, "x", apart(PodSelector.NOTHING, NODE));
        submit("nobody", 1, "x", near(PodSelector.NOTHING, NODE));
        submit("nowhere", 1, "x", near(new PodSelector(Set.of(), List.of()), ""));
        submit("unheard", 1, "x", spread(WEB, "unheard of", 1, 0, true));
        Plan plan = plan();
        assertThat(placed(plan)).containsOnlyKeys("nothing-0");
        assertThat(plan.hold())
                .contains(
                        new Hold(
                                gang("self"),
                                new Reason.PodRule("pod-anti-affinity", NODE, 1, 1, 1, 1)),
                        new Hold(
                                gang("unheard"),
                                new Reason.PodRule("topology-spread", "unheard of", 1, 1, 0, 1)));
    }

    @Test
    void countsNothingWhereNobodyHasARule() {
        nodes("z1", "n1");
        submit("plain", 1, "web", PodRules.NONE);
        plan();
        assertThat(state.nodes.neighbours.idle()).isTrue();
        submit("web", 1, "web", apart(WEB, NODE));
        assertThat(state.nodes.neighbours.idle()).isFalse();
        assertThat(plan().place()).isEmpty();
        end("web", 1);
        assertThat(state.nodes.neighbours.idle()).isTrue();
    }

    @Test
    void answersWhatWouldBecomeOfItAndChangesNothing() {
        nodes("z1", "n1");
        submit("plain", 1, "web", PodRules.NONE);
        plan();
        PodShape shape = shape("web", apart(WEB, NODE), 1);
        GangSpec spec = GangSpec.of(gang("new"), "a", 1, T0);
        PodSpec pod = PodSpec.waiting(new PodId("u", "new-0", ""), gang("new"), shape);
        assertThat(state.whatIf(spec, List.of(pod), T0).waiting().reason())
                .isEqualTo(new Reason.PodRule("pod-anti-affinity", NODE, 1, 1, 0, 1));
        assertThat(state.nodes.neighbours.idle()).isTrue();
    }

    // ---- rules

    private static PodRules apart(PodSelector pods, String key) {
        return PodRules.NONE.withAntiAffinity(List.of(new PodTerm(pods, key)));
    }

    private static PodRules near(PodSelector pods, String key) {
        return PodRules.NONE.withAffinity(List.of(new PodTerm(pods, key)));
    }

    private static PodRules prefers(int weight, PodSelector pods, String key) {
        return PodRules.NONE.withPreferred(
                List.of(new PreferredPods(weight, new PodTerm(pods, key))));
    }

    private static PodRules spread(
            PodSelector pods, String key, int skew, int domains, boolean required) {
        return PodRules.NONE.withSpread(
                List.of(new SpreadRule(pods, key, skew, domains, required)));
    }

    // ---- the cluster

    private Plan plan() {
        return Scheduler.schedule(state, T0);
    }

    private static GangId gang(String name) {
        return new GangId("u", name);
    }

    private void nodes(String zone, String... names) {
        for (String name : names) {
            node(name, Map.of("zone", zone), 8);
        }
    }

    private void node(String name, Map<String, String> labels, long cores) {
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of(name, labels, Resources.of("cpu", cores))));
    }

    private static PodShape shape(String app, PodRules rules, long cores) {
        return PodShape.asking(Resources.of("cpu", cores))
                .withLabels(Map.of("app", app))
                .withPods(rules);
    }

    private static PodShape onZone(String zone) {
        return shape("store", PodRules.NONE, 1)
                .withNodes(NodeRules.NONE.withSelector(Map.of("zone", zone)));
    }

    private void submit(String name, int pods, String app, PodRules rules) {
        submit(name, pods, app, rules, 1);
    }

    private void submit(String name, int pods, String app, PodRules rules, long cores) {
        submit(name, pods, app, shape(app, rules, cores));
    }

    private void submit(String name, int pods, String app, PodShape shape) {
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang(name), "a", pods, T0)));
        for (int i = 0; i < pods; i++) {
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(
                                    new PodId("u", name + "-" + i, ""),
                                    gang(name),
                                    shape.withLabels(Map.of("app", app)))));
        }
    }

    private void end(String gang, int pods) {
        for (int i = 0; i < pods; i++) {
            state.apply(new ClusterEvent.PodGone(new PodId("u", gang + "-" + i, "")));
        }
        state.apply(new ClusterEvent.GangGone(gang(gang)));
    }

    private static Map<String, String> placed(Plan plan) {
        Map<String, String> placed = new TreeMap<>();
        plan.place().forEach(it -> placed.put(it.pod().name(), it.node()));
        return placed;
    }
}
