package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who gets how much: weights, guarantees, limits and the past, by hand and over a long time.
@NullUnmarked
class FairShareTests {
    private static final Instant T0 = RandomCluster.START;
    private static final Settings NO_PAST = Settings.DEFAULT.withHalfLife(Duration.ZERO);
    private PoolState state = new PoolState(NO_PAST);
    private int submitted;

    @Test
    void dividesThePoolByWeight() {
        pool(12);
        quota(Quota.of(AccountId.workspace("b")).withWeight(3));
        for (String workspace : List.of("a", "b")) {
            for (int i = 0; i < 12; i++) {
                submit(workspace, "u", 1, 0);
            }
        }
        assertThat(started(T0)).hasSize(12);
        assertThat(used("a")).isEqualTo(3);
        assertThat(used("b")).isEqualTo(9);
    }

    @Test
    void dividesAWorkspaceAmongItsUsersAndNotThePool() {
        pool(12);
        for (int i = 0; i < 12; i++) {
            submit("a", "one", 1, 0);
            submit("a", "two", 1, 0);
            submit("b", "alone", 1, 0);
        }
        started(T0);
        assertThat(used("a/one")).isEqualTo(3);
        assertThat(used("a/two")).isEqualTo(3);
        assertThat(used("b")).isEqualTo(6);
    }

    @Test
    void comparesTheResourceOfWhichAnOwnerHasMost() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of("n", Map.of(), Resources.of("cpu", 9, "memory", 18))));
        for (int i = 0; i < 9; i++) {
            submit("memory", "u", Resources.of("cpu", 1, "memory", 4), 0);
            submit("cores", "u", Resources.of("cpu", 3, "memory", 1), 0);
        }
        started(T0);
        // The example of the paper on dominant resource fairness: two thirds each.
        assertThat(state.shares("a", T0))
                .filteredOn(share -> share.account().user() == null)
                .allSatisfy(share -> assertThat(share.dominant()).isCloseTo(2 / 3.0, within(1e-6)));
    }

    @Test
    void servesAGuaranteeBeforePriorityAndLendsTheRest() {
        pool(8);
        quota(Quota.of(AccountId.workspace("a")).withGuarantee(Resources.of("cpu", 2)));
        for (int i = 0; i < 8; i++) {
            submit("b", "u", 1, 9);
        }
        for (int i = 0; i < 3; i++) {
            submit("a", "u", 1, 0);
        }
        started(T0);
        assertThat(used("a")).isEqualTo(2);
        assertThat(used("b")).isEqualTo(6);
    }

    @Test
    void marksWhatIsBorrowed() {
        pool(8);
        quota(Quota.of(AccountId.workspace("a")).withGuarantee(Resources.of("cpu", 2)));
        submit("a", "u", 5, 0);
        started(T0);
        Share share = share("a");
        assertThat(share.used().amount("cpu")).isEqualTo(5);
        assertThat(share.borrowed()).isEqualTo(Resources.of("cpu", 3));
        assertThat(share("a/u").borrowed()).isEqualTo(Resources.NONE);
    }

    @Test
    void keepsEveryLimitOnTheWayUpAndSaysWhich() {
        pool(100);
        quota(limit(AccountId.workspace("faculty"), 6));
        quota(limit(AccountId.workspace("a"), 4).withParent("faculty"));
        quota(Quota.of(AccountId.workspace("b")).withParent("faculty"));
        quota(limit(new AccountId("a", "one"), 3));
        GangId first = submit("a", "one", 2, 0);
        GangId tooMuchForOne = submit("a", "one", 2, 0);
        GangId second = submit("a", "two", 2, 0);
        GangId tooMuchForA = submit("a", "two", 1, 0);
        Plan plan = Scheduler.schedule(state, T0);
        assertThat(gangs(plan)).containsExactly(first, second);
        assertThat(plan.hold())
                .containsExactlyInAnyOrder(
                        new Hold(tooMuchForOne, quota("a/one", 2, 2, 3)),
                        new Hold(tooMuchForA, quota("a", 4, 1, 4)));
        GangId tooMuchForFaculty = submit("b", "three", 3, 0);
        assertThat(Scheduler.schedule(state, T0).hold())
                .containsExactly(new Hold(tooMuchForFaculty, quota("faculty", 4, 3, 6)));
        assertThat(state.explain(tooMuchForA, T0).reason()).isEqualTo(quota("a", 4, 1, 4));
        end(first);
        // The smaller share goes first: that of b, which has nothing.
        assertThat(started(T0)).containsExactly(tooMuchForFaculty, tooMuchForA);
        quota(limit(AccountId.workspace("faculty"), 8));
        quota(limit(AccountId.workspace("a"), 5));
        assertThat(started(T0)).containsExactly(tooMuchForOne);
        GangId more = submit("a", "two", 1, 0);
        assertThat(started(T0)).isEmpty();
        state.apply(new ClusterEvent.QuotaRemoved("a", AccountId.workspace("a")));
        quota(Quota.of(AccountId.workspace("faculty")));
        assertThat(started(T0)).containsExactly(more);
    }

    @Test
    void looksAgainAtGangsOfSeveralShapesWhenAPodOfAVanishedNodeIsGone() {
        pool(8);
        quota(Quota.of(AccountId.workspace("w")).withLimit(Map.of("cpu", 4L)));
        Owner owner = new Owner("w", "u");
        GangId old = new GangId("u", "old");
        GangId mixed = new GangId("u", "mixed");
        PodId gone = new PodId("u", "gone", "");
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(old, "a", 1, T0).withOwner(owner)));
        state.apply(
                new ClusterEvent.PodChanged(
                        new PodSpec(
                                gone,
                                old,
                                PodShape.asking(Resources.of("cpu", 3)),
                                "vanished",
                                -1)));
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(mixed, "a", 2, T0).withOwner(owner)));
        for (int cores = 1; cores <= 2; cores++) {
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(
                                    new PodId("u", "mixed-" + cores, ""),
                                    mixed,
                                    PodShape.asking(Resources.of("cpu", cores)))));
        }
        assertThat(Scheduler.schedule(state, T0).place()).isEmpty();
        state.apply(new ClusterEvent.PodGone(gone));
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(2);
    }

    @Test
    void letsElasticMembersGrowUpToTheLimitOnly() {
        pool(100);
        quota(limit(AccountId.workspace("a"), 3));
        GangId gang = new GangId("ns", "elastic");
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang, "a", 1, T0).withOwner(new Owner("a", "u"))));
        for (int i = 0; i < 5; i++) {
            state.apply(new ClusterEvent.PodChanged(pod(gang, i, Resources.of("cpu", 1))));
        }
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(3);
        quota(limit(AccountId.workspace("a"), 4));
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
    }

    @Test
    void chargesWhoOwnsAGangNow() {
        pool(8);
        GangId gang = submit("a", "u", 3, 0);
        started(T0);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang, "a", 1, T0).withOwner(new Owner("b", "v"))));
        assertThat(used("a")).isZero();
        assertThat(used("b/v")).isEqualTo(3);
    }

    @Test
    void hangsALoopOfWorkspacesDirectlyUnderThePool() {
        pool(100);
        quota(limit(AccountId.workspace("a"), 2).withParent("b"));
        quota(limit(AccountId.workspace("b"), 3).withParent("a"));
        quota(limit(AccountId.workspace("own"), 1).withParent("own"));
        quota(Quota.of(AccountId.workspace("below")).withParent("b"));
        submit("a", "u", 2, 0);
        submit("b", "u", 2, 0);
        submit("own", "u", 1, 0);
        submit("own", "u", 1, 0);
        GangId below = submit("below", "u", 2, 0);
        Plan plan = Scheduler.schedule(state, T0);
        assertThat(gangs(plan)).hasSize(3);
        assertThat(plan.hold()).contains(new Hold(below, quota("b", 2, 2, 3)));
        // The loop is broken: what b uses counts for a now.
        quota(limit(AccountId.workspace("a"), 4));
        assertThat(used("a")).isEqualTo(4);
        assertThat(used("b")).isEqualTo(2);
        assertThat(PoolState.of(state.snapshot(), NO_PAST).shares("a", T0))
                .isEqualTo(state.shares("a", T0));
    }

    @Test
    void takesAWeightThatIsNoneAsOneAndALimitBelowZeroAsZero() {
        assertThat(Quota.of(AccountId.workspace("a")).withWeight(Double.NaN).weight()).isOne();
        assertThat(Quota.of(AccountId.workspace("a")).withWeight(-1).weight()).isOne();
        assertThat(limit(AccountId.workspace("a"), -3).limit()).containsEntry("cpu", 0L);
    }

    @Test
    void remembersWhoUsedMuchUntilItIsForgotten() {
        state = new PoolState(Settings.DEFAULT.withHalfLife(Duration.ofHours(1)));
        pool(4);
        GangId heavy = submit("heavy", "u", 4, 0);
        started(T0);
        Instant later = T0.plus(Duration.ofHours(3));
        end(heavy);
        started(later);
        GangId again = submit("heavy", "u", 4, 0);
        GangId light = submit("light", "u", 4, 0);
        try (Journal _ = state.tryOut()) {
            assertThat(started(later)).containsExactly(light);
        }
        // After a month nothing of it is left, and who waits longer goes first.
        assertThat(started(later.plus(Duration.ofDays(30)))).containsExactly(again);
    }

    @Test
    void keepsThePastInItsSnapshots() {
        Settings settings = Settings.DEFAULT.withHalfLife(Duration.ofHours(1));
        state = new PoolState(settings);
        pool(4);
        GangId heavy = submit("heavy", "u", 4, 0);
        started(T0);
        end(heavy);
        started(T0.plus(Duration.ofHours(1)));
        Instant later = T0.plus(Duration.ofHours(2));
        PoolState loaded = PoolState.of(state.snapshot(), settings);
        assertThat(share("heavy", later)).isCloseTo(0.25, within(1e-6));
        assertThat(loaded.shares("a", later)).isEqualTo(state.shares("a", later));
    }

    /// The past is the integral of the use, each moment of it halved once in each half-life since.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void addsUpWhatWasUsedAndLetsItDecay(long seed) {
        Random random = new Random(seed);
        Duration halfLife = Duration.ofSeconds(1 + random.nextInt(5000));
        state = new PoolState(Settings.DEFAULT.withHalfLife(halfLife));
        pool(16);
        TreeMap<Instant, Long> usedFrom = new TreeMap<>();
        List<GangId> running = new ArrayList<>();
        Map<GangId, Integer> cores = new HashMap<>();
        long used = 0;
        Instant now = T0;
        for (int i = 0; i < 20; i++) {
            if (!running.isEmpty() && random.nextBoolean()) {
                GangId ended = running.remove(random.nextInt(running.size()));
                end(ended);
                used -= cores.get(ended);
            } else {
                int asked = 1 + random.nextInt(3);
                if (used + asked <= 16) {
                    GangId gang = submit("w", "u", asked, 0);
                    cores.put(gang, asked);
                    running.add(gang);
                    used += asked;
                }
            }
            started(now);
            usedFrom.put(now, used);
            now = now.plusSeconds(1 + random.nextInt(3000));
            double sum = used;
            for (Map.Entry<Instant, Long> piece : usedFrom.entrySet()) {
                Instant end = usedFrom.higherKey(piece.getKey());
                double weight =
                        decay(end == null ? now : end, now, halfLife)
                                - decay(piece.getKey(), now, halfLife);
                sum += piece.getValue() * weight;
            }
            assertThat(share("w", now))
                    .as("seed %d step %d", seed, i)
                    .isCloseTo(sum / 16, within(1e-6));
        }
    }

    private static double decay(Instant since, Instant now, Duration halfLife) {
        double lives = Duration.between(since, now).toSeconds() / (double) halfLife.toSeconds();
        return Math.pow(0.5, lives);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void givesByWeightOverTimeAndLetsNobodyWaitForEver(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void givesByWeightOverTimeAndLetsNobodyWaitForEverForManySeeds(long seed) {
        run(seed);
    }

    /// Two workspaces with more work than room get what their weights say; and a gang of the whole
    /// pool, of an owner that has used it for long, starts within its bound although newcomers who
    /// never used anything come without end.
    private static void run(long seed) {
        Random random = new Random(seed);
        Duration longest = Duration.ofSeconds(100);
        Duration fairFor = Duration.ofMinutes(10);
        FairShareTests test = new FairShareTests();
        test.state =
                new PoolState(
                        Settings.DEFAULT
                                .withHalfLife(Duration.ofSeconds(500))
                                .withFairFor(fairFor));
        test.pool(12);
        boolean declared = random.nextBoolean();
        int weight = 1 + random.nextInt(3);
        test.quota(Quota.of(AccountId.workspace("b")).withWeight(weight));
        PriorityQueue<Map.Entry<Instant, GangId>> ends =
                new PriorityQueue<>(
                        Map.Entry.<Instant, GangId>comparingByKey()
                                .thenComparing(Map.Entry.comparingByValue()));
        Map<GangId, Duration> runTimes = new HashMap<>();
        Map<String, Double> seconds = new HashMap<>(Map.of("a", 0.0, "b", 0.0));
        Map<String, Integer> waiting = new HashMap<>(Map.of("a", 0, "b", 0));
        Instant now = T0;
        GangId whole = null;
        Instant asked = T0.plusSeconds(3000);
        // Ahead of it are the ten that each workspace has waiting; each starts, as it does itself,
        // at its reservation, one longest run after another at the latest.
        Instant bound = asked.plus(fairFor).plus(longest.multipliedBy(22));
        boolean wholeStarted = false;
        while (!wholeStarted && !now.isAfter(bound)) {
            for (String workspace : List.of("a", "b")) {
                for (; waiting.get(workspace) < 10; waiting.merge(workspace, 1, Integer::sum)) {
                    Duration runTime = Duration.ofSeconds(20 + random.nextInt(80));
                    Duration known = declared ? runTime : null;
                    runTimes.put(test.submit(now, workspace, "u", 1, known), runTime);
                }
            }
            if (whole == null && !now.isBefore(asked)) {
                whole = test.submit(now, "a", "u", 12, longest);
                runTimes.put(whole, longest);
            }
            if (whole != null) {
                Duration runTime = Duration.ofSeconds(20 + random.nextInt(80));
                Duration known = declared ? runTime : null;
                runTimes.put(test.submit(now, "new" + runTimes.size(), "u", 1, known), runTime);
            }
            for (GangId gang : gangs(Scheduler.schedule(test.state, now))) {
                String workspace = gang.namespace();
                waiting.computeIfPresent(workspace, (_, count) -> count - 1);
                if (whole == null) {
                    seconds.computeIfPresent(
                            workspace, (_, sum) -> sum + runTimes.get(gang).toSeconds());
                }
                wholeStarted |= gang.equals(whole);
                ends.add(Map.entry(now.plus(runTimes.get(gang)), gang));
            }
            Map.Entry<Instant, GangId> ending = ends.remove();
            now = ending.getKey();
            test.end(ending.getValue());
        }
        // Reservations are promised to who was first when they were made: shares lag behind by one.
        assertThat(seconds.get("b") / seconds.get("a"))
                .as("seed %d: b uses %d times as much as a", seed, weight)
                .isCloseTo(weight, within((declared ? 0.3 : 0.1) * weight));
        assertThat(wholeStarted).as("seed %d: started by %s", seed, bound).isTrue();
    }

    private void pool(long cores) {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of("n", Map.of(), Resources.of("cpu", cores))));
    }

    private void quota(Quota quota) {
        state.apply(new ClusterEvent.QuotaChanged("a", quota));
    }

    private static Quota limit(AccountId account, long cores) {
        return Quota.of(account).withLimit(Map.of("cpu", cores));
    }

    private static Reason quota(String account, long used, long asked, long limit) {
        int slash = account.indexOf('/');
        AccountId id =
                slash < 0
                        ? AccountId.workspace(account)
                        : new AccountId(account.substring(0, slash), account.substring(slash + 1));
        return new Reason.Quota(id, "cpu", used, asked, limit);
    }

    private GangId submit(String workspace, String user, long cores, int priority) {
        return submit(workspace, user, Resources.of("cpu", cores), priority);
    }

    private GangId submit(String workspace, String user, Resources asked, int priority) {
        GangId id = new GangId(workspace, "g" + submitted);
        submit(
                GangSpec.of(id, "a", 1, T0.minusSeconds(1000).plusSeconds(submitted))
                        .withPriority(priority)
                        .withOwner(new Owner(workspace, user)),
                asked);
        return id;
    }

    private GangId submit(Instant at, String workspace, String user, long cores, Duration runTime) {
        GangId id = new GangId(workspace, "g" + submitted);
        submit(
                GangSpec.of(id, "a", 1, at)
                        .withRunTime(runTime)
                        .withOwner(new Owner(workspace, user)),
                Resources.of("cpu", cores));
        return id;
    }

    private void submit(GangSpec gang, Resources asked) {
        submitted++;
        state.apply(new ClusterEvent.GangChanged(gang));
        state.apply(new ClusterEvent.PodChanged(pod(gang.id(), 0, asked)));
    }

    private static PodSpec pod(GangId gang, int number, Resources asked) {
        return PodSpec.waiting(
                new PodId(gang.namespace(), gang.name() + "-" + number, ""),
                gang,
                PodShape.asking(asked));
    }

    private void end(GangId gang) {
        state.apply(new ClusterEvent.PodGone(new PodId(gang.namespace(), gang.name() + "-0", "")));
        state.apply(new ClusterEvent.GangGone(gang));
    }

    private List<GangId> started(Instant now) {
        return gangs(Scheduler.schedule(state, now));
    }

    private static List<GangId> gangs(Plan plan) {
        return new ArrayList<>(plan.place().stream().map(Placement::gang).distinct().toList());
    }

    private Share share(String account) {
        return state.shares("a", T0).stream()
                .filter(share -> share.account().toString().equals(account))
                .findAny()
                .orElseThrow();
    }

    private double share(String account, Instant now) {
        return state.shares("a", now).stream()
                .filter(share -> share.account().toString().equals(account))
                .findAny()
                .orElseThrow()
                .dominant();
    }

    private long used(String account) {
        return share(account).used().amount("cpu");
    }
}
