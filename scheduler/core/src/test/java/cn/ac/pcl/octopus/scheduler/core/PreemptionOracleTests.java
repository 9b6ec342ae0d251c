package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random full pools and a gang that wants in: who leaves is found by trying every set of victims,
/// nobody leaves in vain, nobody takes what is promised, and the pool comes to rest. Where budgets
/// are set, which may stand in the way of the cheapest set, they hold at every moment and none of
/// the victims could stay. A failing case names its seed.
@NullUnmarked
class PreemptionOracleTests {
    private static final Instant T0 = RandomCluster.START;
    private static final String GPU = RandomCluster.GPU;

    /// What can be ended together, the cheapest first.
    private record Unit(GangSpec gang, Set<PodId> pods, boolean whole) {}

    private final Settings settings =
            Settings.DEFAULT
                    .withHalfLife(Duration.ZERO)
                    .withPatience(Duration.ofDays(100))
                    .withPreemption(
                            new Preemption(Duration.ofSeconds(60), Duration.ZERO, Duration.ZERO));
    private final PoolState state = new PoolState(settings);
    private final Map<PodId, PodSpec> pods = new HashMap<>();
    private final TreeMap<GangId, GangSpec> gangs = new TreeMap<>();
    private final List<Budget> budgets = new ArrayList<>();

    /// Who has been told to leave and is still there.
    private final Set<PodId> leaving = new TreeSet<>();

    private Random random = new Random(0);
    private String where = "";
    private int counter;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void endsTheCheapestVictimsAndNoMore(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void endsTheCheapestVictimsAndNoMoreForManySeeds(long seed) {
        run(seed);
    }

    private void run(long seed) {
        random = new Random(seed);
        where = "seed " + seed;
        setUp();
        setBudgets();
        Instant now = T0.plusSeconds(100);
        GangSpec wanting = gang(now, 1 + random.nextInt(3));
        submit(wanting);
        Snapshot before = state.snapshot();
        Plan plan = Scheduler.schedule(state, now);
        List<PodId> told = plan.evict().stream().map(Eviction::pod).toList();
        if (plan.place().stream().anyMatch(it -> it.gang().equals(wanting.id()))) {
            assertThat(told).as(where).isEmpty();
            return;
        }
        assertThat(plan.evict())
                .as(where)
                .allMatch(it -> it.step() == Eviction.Step.NOTICE)
                .allMatch(it -> it.inFavourOf().equals(wanting.id()));
        sparesElasticGangs(before, wanting, Set.copyOf(told), now);
        Set<PodId> cheapest = cheapest(before, wanting, now);
        if (elasticGangCouldStay(before, wanting, cheapest, now)) {
            cheapest = new TreeSet<>(told);
        }
        if (allowed(before, cheapest)) {
            assertThat(new TreeSet<>(told)).as(where).isEqualTo(cheapest);
        } else if (!told.isEmpty()) {
            isMinimal(before, wanting, Set.copyOf(told), now);
        }
        follow(plan);
        if (!told.isEmpty()) {
            keepsThePromise(wanting, told, now);
        }
        comesToRest(now.plusSeconds(120));
    }

    // ---- the pool

    private void setUp() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        int nodes = 1 + random.nextInt(3);
        for (int i = 0; i < nodes; i++) {
            Resources all = Resources.of("cpu", 4 + random.nextInt(5), GPU, random.nextInt(5));
            state.apply(new ClusterEvent.NodeChanged(NodeSpec.of("n" + i, Map.of(), all)));
        }
        for (String workspace : List.of("w0", "w1", "w2")) {
            if (random.nextInt(3) > 0) {
                Quota quota =
                        Quota.of(AccountId.workspace(workspace))
                                .withGuarantee(Resources.of("cpu", 1 + random.nextInt(5)));
                state.apply(new ClusterEvent.QuotaChanged("a", quota));
            }
        }
        for (int i = 0; i < 9; i++) {
            submit(gang(T0.plusSeconds(i), 1 + random.nextInt(3)));
            // One after the other, so that they start at different times and nobody is in a hurry.
            settle(T0.plusSeconds(i), settings.withPreemption(null));
        }
    }

    private void setBudgets() {
        if (random.nextInt(3) > 0) {
            return;
        }
        for (String workspace : List.of("w0", "w1")) {
            int most = 1 + random.nextInt(3);
            int least = random.nextInt(3);
            budgets.add(
                    Budget.ofAccount(workspace, "a", AccountId.workspace(workspace), most, least));
        }
        gangs.keySet().stream()
                .findFirst()
                .ifPresent(gang -> budgets.add(Budget.ofGang("of-" + gang.name(), gang, 1, 1)));
        budgets.forEach(budget -> state.apply(new ClusterEvent.BudgetChanged(budget)));
    }

    /// Binds what can start without ending anybody, and forgets those that cannot.
    private void settle(Instant now, Settings quiet) {
        PoolState other = PoolState.of(state.snapshot(), quiet);
        List<Placement> places = Scheduler.schedule(other, now).place();
        for (Placement place : places) {
            state.apply(new ClusterEvent.PodBound(place.pod(), place.node(), -1));
        }
        for (GangSpec gang : List.copyOf(gangs.values())) {
            boolean runs =
                    state.snapshot().pods().stream()
                            .anyMatch(pod -> gang.id().equals(pod.gang()) && pod.node() != null);
            if (!runs) {
                forget(gang);
            }
        }
        // So that the state notes who runs since when.
        Scheduler.schedule(state, now);
    }

    private GangSpec gang(Instant now, int size) {
        return GangSpec.of(new GangId("u", "g" + counter++), "a", 1 + random.nextInt(size), now)
                .withPriority(random.nextInt(4))
                .withOwner(new Owner("w" + random.nextInt(3), "u" + random.nextInt(2)));
    }

    private void submit(GangSpec gang) {
        Resources asked = Resources.of("cpu", 1 + random.nextInt(3));
        PodShape shape = PodShape.asking(random.nextInt(3) == 0 ? asked.with(GPU, 1) : asked);
        int size = gang.minMember() + (random.nextInt(3) == 0 ? random.nextInt(3) : 0);
        gangs.put(gang.id(), gang);
        state.apply(new ClusterEvent.GangChanged(gang));
        for (int i = 0; i < size; i++) {
            wait(
                    PodSpec.waiting(
                            new PodId("u", gang.id().name() + "-" + i, "0"), gang.id(), shape));
        }
    }

    private void wait(PodSpec pod) {
        pods.put(pod.id(), pod);
        state.apply(new ClusterEvent.PodChanged(pod));
    }

    private void forget(GangSpec gang) {
        for (PodSpec pod : List.copyOf(pods.values())) {
            if (gang.id().equals(pod.gang())) {
                pods.remove(pod.id());
                state.apply(new ClusterEvent.PodGone(pod.id()));
            }
        }
        gangs.remove(gang.id());
        state.apply(new ClusterEvent.GangGone(gang.id()));
    }

    // ---- every set of victims

    private Set<PodId> cheapest(Snapshot facts, GangSpec gang, Instant now) {
        List<Unit> offered = offered(facts, gang, now);
        assertThat(offered).as(where).hasSizeLessThan(20);
        List<Unit> best = null;
        for (int set = 0; set < 1 << offered.size(); set++) {
            List<Unit> chosen = new ArrayList<>();
            for (int i = 0; i < offered.size(); i++) {
                if ((set >> i & 1) == 1) {
                    chosen.add(offered.get(i));
                }
            }
            // Numbers with the dearest as the highest bit come in the order of what they cost.
            if (closed(chosen, offered) && fits(facts, gang, pods(chosen))) {
                best = chosen;
                break;
            }
        }
        return best == null ? Set.of() : pods(best);
    }

    /// What leaves is enough, and is not when one of it stays.
    private void isMinimal(Snapshot facts, GangSpec gang, Set<PodId> told, Instant now) {
        List<Unit> offered = offered(facts, gang, now);
        List<Unit> chosen = new ArrayList<>(offered);
        chosen.removeIf(unit -> !told.containsAll(unit.pods()));
        assertThat(pods(chosen)).as(where).isEqualTo(told);
        assertThat(closed(chosen, offered)).as(where).isTrue();
        assertThat(fits(facts, gang, told)).as(where).isTrue();
        for (Unit unit : chosen) {
            List<Unit> fewer = new ArrayList<>(chosen);
            fewer.remove(unit);
            assertThat(closed(fewer, offered) && fits(facts, gang, pods(fewer)))
                    .as("%s: %s could stay", where, unit)
                    .isFalse();
        }
    }

    private void sparesElasticGangs(Snapshot facts, GangSpec gang, Set<PodId> told, Instant now) {
        assertThat(elasticGangCouldStay(facts, gang, told, now))
                .as("%s: of %s a gang could stay", where, told)
                .isFalse();
    }

    /// True when a gang leaves as a whole though some of its members, no more than it can do
    /// without, would be enough.
    private boolean elasticGangCouldStay(
            Snapshot facts, GangSpec gang, Set<PodId> leaving, Instant now) {
        for (Unit whole : offered(facts, gang, now)) {
            List<PodId> members =
                    facts.pods().stream()
                            .filter(pod -> whole.gang().id().equals(pod.gang()))
                            .filter(pod -> pod.node() != null)
                            .map(PodSpec::id)
                            .toList();
            if (!whole.whole() || !leaving.containsAll(members)) {
                continue;
            }
            long spareable =
                    offered(facts, gang, now).stream()
                            .filter(unit -> !unit.whole() && unit.gang().equals(whole.gang()))
                            .count();
            for (int set = 0; set < 1 << members.size(); set++) {
                Set<PodId> fewer = new TreeSet<>(leaving);
                for (int i = 0; i < members.size(); i++) {
                    if ((set >> i & 1) == 0) {
                        fewer.remove(members.get(i));
                    }
                }
                if (Integer.bitCount(set) <= spareable && fits(facts, gang, fewer)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Notes who has to leave; whoever is told so must be allowed to by all budgets.
    private void follow(Plan plan) {
        Set<PodId> told = new TreeSet<>();
        for (Eviction eviction : plan.evict()) {
            if (eviction.step() == Eviction.Step.CANCEL) {
                leaving.remove(eviction.pod());
            } else if (pods.containsKey(eviction.pod()) && leaving.add(eviction.pod())) {
                told.add(eviction.pod());
            }
        }
        leaving.retainAll(pods.keySet());
        Snapshot facts = state.snapshot();
        for (Budget budget : budgets) {
            if (covered(facts, budget).stream().anyMatch(told::contains)) {
                assertThat(holds(facts, budget, leaving)).as("%s: %s", where, budget).isTrue();
            }
        }
    }

    private boolean allowed(Snapshot facts, Set<PodId> victims) {
        return budgets.stream()
                .allMatch(budget ->
                        covered(facts, budget).stream().noneMatch(victims::contains)
                                || holds(facts, budget, victims));
    }

    private boolean holds(Snapshot facts, Budget budget, Set<PodId> leaving) {
        List<PodId> covered = covered(facts, budget);
        long gone = covered.stream().filter(leaving::contains).count();
        return gone <= budget.mostLeaving() && covered.size() - gone >= budget.leastStaying();
    }

    private List<PodId> covered(Snapshot facts, Budget budget) {
        return facts.pods().stream()
                .filter(pod -> pod.node() != null && covers(budget, gangs.get(pod.gang())))
                .map(PodSpec::id)
                .toList();
    }

    private static boolean covers(Budget budget, GangSpec gang) {
        return budget.gang() != null
                ? budget.gang().equals(gang.id())
                : budget.account().equals(AccountId.workspace(gang.owner().workspace()));
    }

    private static Set<PodId> pods(Collection<Unit> units) {
        Set<PodId> pods = new TreeSet<>();
        units.forEach(unit -> pods.addAll(unit.pods()));
        return pods;
    }

    /// True when no gang is left with less than it needs.
    private static boolean closed(List<Unit> chosen, List<Unit> offered) {
        for (Unit unit : chosen) {
            for (Unit other : offered) {
                if (unit.whole() && other.gang().equals(unit.gang()) && !chosen.contains(other)) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Unit> offered(Snapshot facts, GangSpec gang, Instant now) {
        AccountsOracle accounts = new AccountsOracle(facts, settings, now);
        List<PodSpec> placed = facts.pods().stream().filter(pod -> pod.node() != null).toList();
        List<PodSpec> demand =
                facts.pods().stream()
                        .filter(pod -> gang.id().equals(pod.gang()))
                        .limit(gang.minMember())
                        .toList();
        List<Unit> units = units(facts);
        List<Unit> offered = new ArrayList<>();
        for (Unit unit : units) {
            GangSpec other = unit.gang();
            boolean greater = gang.priority() > other.priority();
            // Users have no guarantees here: what counts is the workspaces, if they differ.
            boolean sameWorkspace = gang.owner().workspace().equals(other.owner().workspace());
            AccountId own = AccountId.workspace(gang.owner().workspace());
            AccountId others = AccountId.workspace(other.owner().workspace());
            boolean may =
                    sameWorkspace
                            ? greater
                            : (greater || accounts.covers("a", own, demand, placed))
                                    && !within(facts, accounts, others, units).contains(unit);
            if (may) {
                offered.add(unit);
            }
        }
        return offered;
    }

    private static List<Unit> units(Snapshot facts) {
        List<Unit> units = new ArrayList<>();
        for (GangSpec gang : facts.gangs()) {
            List<PodId> running =
                    facts.pods().stream()
                            .filter(pod -> gang.id().equals(pod.gang()) && pod.node() != null)
                            .map(PodSpec::id)
                            .toList();
            if (!running.isEmpty()) {
                units.add(new Unit(gang, Set.copyOf(running.subList(0, gang.minMember())), true));
                running.subList(gang.minMember(), running.size())
                        .forEach(pod -> units.add(new Unit(gang, Set.of(pod), false)));
            }
        }
        units.sort(
                Comparator.comparing(Unit::whole)
                        .thenComparingInt(unit -> unit.gang().priority())
                        .thenComparing(
                                unit -> facts.started().get(unit.gang().id()),
                                Comparator.reverseOrder())
                        .thenComparing(unit -> unit.gang().id(), Comparator.reverseOrder())
                        .thenComparing(
                                unit -> new TreeSet<>(unit.pods()).first(),
                                Comparator.reverseOrder()));
        return units;
    }

    private static List<Unit> within(
            Snapshot facts, AccountsOracle accounts, AccountId workspace, List<Unit> units) {
        List<Unit> within = new ArrayList<>();
        List<PodSpec> sum = new ArrayList<>();
        for (boolean whole : List.of(true, false)) {
            for (Unit unit : units.reversed()) {
                boolean own = unit.gang().owner().workspace().equals(workspace.workspace());
                List<PodSpec> more =
                        facts.pods().stream().filter(p -> unit.pods().contains(p.id())).toList();
                boolean first =
                        whole || within.stream().anyMatch(it -> it.gang().equals(unit.gang()));
                if (own
                        && first
                        && unit.whole() == whole
                        && accounts.covers("a", workspace, more, sum)) {
                    within.add(unit);
                    sum.addAll(more);
                }
            }
        }
        return within;
    }

    private static boolean fits(Snapshot facts, GangSpec gang, Set<PodId> gone) {
        PodShape shape =
                facts.pods().stream()
                        .filter(pod -> gang.id().equals(pod.gang()))
                        .findFirst()
                        .orElseThrow()
                        .shape();
        long room = 0;
        for (NodeSpec node : facts.nodes()) {
            long here = Long.MAX_VALUE;
            for (Map.Entry<String, Long> asked : shape.requests().amounts().entrySet()) {
                long free = node.allocatable().amount(asked.getKey());
                for (PodSpec pod : facts.pods()) {
                    if (node.name().equals(pod.node()) && !gone.contains(pod.id())) {
                        free -= pod.shape().requests().amount(asked.getKey());
                    }
                }
                here = Math.min(here, free / asked.getValue());
            }
            room += here;
        }
        return room >= gang.minMember();
    }

    // ---- what becomes of it

    private void keepsThePromise(GangSpec wanting, List<PodId> told, Instant now) {
        // Whoever comes meanwhile, before or behind in every order, takes nothing of it.
        GangSpec greedy = gang(T0, 1).withPriority(random.nextInt(5));
        submit(greedy);
        Instant deadline = now.plusSeconds(60);
        for (PodId victim : told) {
            state.apply(new ClusterEvent.PodGone(victim));
            pods.remove(victim);
            Plan plan = Scheduler.schedule(state, deadline);
            plan.place().forEach(it -> bind(it));
            follow(plan);
            if (running(wanting) == 0) {
                assertThat(plan.evict())
                        .as(where)
                        .noneMatch(
                                it -> told.contains(it.pod()) && it.step() == Eviction.Step.NOTICE);
            }
        }
        assertThat(running(wanting))
                .as("%s: %s has started", where, wanting.id())
                .isGreaterThanOrEqualTo(wanting.minMember());
    }

    private long running(GangSpec gang) {
        return state.snapshot().pods().stream()
                .filter(pod -> gang.id().equals(pod.gang()) && pod.node() != null)
                .count();
    }

    private void bind(Placement place) {
        state.apply(new ClusterEvent.PodBound(place.pod(), place.node(), -1));
    }

    /// Whoever is ended waits again; after a while nobody is ended any more.
    private void comesToRest(Instant now) {
        for (GangSpec gang : gangs.values()) {
            for (int i = 0; i < gang.minMember(); i++) {
                int number = i;
                boolean there =
                        pods.values().stream()
                                .filter(pod -> gang.id().equals(pod.gang()))
                                .anyMatch(pod -> pod.id().name().endsWith("-" + number));
                if (!there) {
                    comeAgain(gang, i);
                }
            }
        }
        int ended = 0;
        for (int round = 0; round < 60; round++) {
            now = now.plusSeconds(61);
            Plan plan = Scheduler.schedule(state, now);
            plan.place().forEach(this::bind);
            holdsInvariants();
            follow(plan);
            boolean rest = plan.place().isEmpty() && plan.evict().isEmpty();
            for (Eviction eviction : plan.evict()) {
                if (eviction.step() == Eviction.Step.DELETE && pods.containsKey(eviction.pod())) {
                    ended++;
                    PodSpec pod = pods.remove(eviction.pod());
                    state.apply(new ClusterEvent.PodGone(pod.id()));
                    PodId again = new PodId("u", pod.id().name(), "again" + counter++);
                    wait(PodSpec.waiting(again, pod.gang(), pod.shape()));
                }
            }
            if (rest) {
                return;
            }
        }
        assertThat(ended).as("%s: pods ended without coming to rest", where).isZero();
    }

    private void comeAgain(GangSpec gang, int number) {
        PodShape shape =
                pods.values().stream()
                        .filter(pod -> gang.id().equals(pod.gang()))
                        .map(PodSpec::shape)
                        .findFirst()
                        .orElse(PodShape.asking(Resources.of("cpu", 1)));
        wait(
                PodSpec.waiting(
                        new PodId("u", gang.id().name() + "-" + number, "again" + counter++),
                        gang.id(),
                        shape));
    }

    private void holdsInvariants() {
        Oracle used = new Oracle(state.snapshot());
        for (NodeSpec node : state.snapshot().nodes()) {
            assertThat(used.free("cpu", node)).as(where).isNotNegative();
            assertThat(used.free(GPU, node)).as(where).isNotNegative();
        }
        for (GangSpec gang : gangs.values()) {
            long running = running(gang);
            assertThat(running == 0 || running >= gang.minMember())
                    .as("%s: %s runs whole or not at all", where, gang.id())
                    .isTrue();
        }
    }
}
