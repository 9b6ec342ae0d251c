package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Who runs in a pool, in the units in which it can be ended early: single members beyond those
/// that a gang needs, and gangs as a whole; and which of them may be taken by whom.
///
/// A unit may be taken by a gang of the same account if that has greater priority. By a gang of
/// another account, where the two paths through the tree part, it may be taken if it is beyond the
/// guarantee of its account there, and the gang has greater priority or is within the guarantee of
/// its own.
///
/// What is within a guarantee: whole gangs in the order of priority and of their start, then
/// members of these beyond the need, as long as the guarantee covers them. This does not change
/// when those beyond it leave, so none of them would be within it afterwards.
final class Victims {
    /// What leaves together, or stays.
    static final class Unit {
        final Gang gang;
        final List<Pod> pods;

        /// True for the members that a gang needs, false for one beyond them.
        final boolean whole;

        private final int[] slots;
        private final int[] devices;

        private Unit(Gang gang, List<Pod> pods, boolean whole) {
            this(
                    gang,
                    pods,
                    whole,
                    pods.stream().mapToInt(pod -> pod.node).toArray(),
                    pods.stream().mapToInt(pod -> pod.device).toArray());
        }

        private Unit(Gang gang, List<Pod> pods, boolean whole, int[] slots, int[] devices) {
            this.gang = gang;
            this.pods = pods;
            this.whole = whole;
            this.slots = slots;
            this.devices = devices;
        }

        /// Each of its pods that is on a node, by itself.
        List<Unit> apart() {
            List<Unit> apart = new ArrayList<>();
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] != Pod.NOWHERE) {
                    int[] slot = {slots[i]};
                    int[] device = {devices[i]};
                    apart.add(new Unit(gang, List.of(pods.get(i)), false, slot, device));
                }
            }
            return apart;
        }

        /// How many of them are on a node that is there.
        int running() {
            return (int) Arrays.stream(slots).filter(slot -> slot != Pod.NOWHERE).count();
        }

        /// The node of its first pod.
        int slot() {
            return slots[0];
        }

        /// True when a place on a node of one of them may be of use to somebody.
        boolean onAny(IntPredicate nodes) {
            return Arrays.stream(slots).anyMatch(slot -> slot != Pod.NOWHERE && nodes.test(slot));
        }

        void letGo(Nodes nodes) {
            for (Pod pod : pods) {
                if (pod.node != Pod.NOWHERE) {
                    nodes.discharge(pod);
                }
            }
        }

        void comeBack(Nodes nodes) {
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] != Pod.NOWHERE) {
                    nodes.charge(pods.get(i), slots[i], devices[i]);
                }
            }
        }

        private Usage usage() {
            Usage usage = new Usage();
            pods.forEach(pod -> usage.add(pod.kind, 1));
            return usage;
        }

        private Instant started() {
            return gang.started == null ? Instant.MAX : gang.started;
        }
    }

    /// Members beyond the need first, then the smallest priority, then who has run least.
    private static final Comparator<Unit> CHEAPEST =
            Comparator.comparing((Unit unit) -> unit.whole)
                    .thenComparingInt(unit -> unit.gang.known().priority())
                    .thenComparing(Unit::started, Comparator.reverseOrder())
                    .thenComparing(unit -> unit.gang.id, Comparator.reverseOrder())
                    .thenComparing(unit -> unit.pods.getFirst().id, Comparator.reverseOrder());

    private static final Comparator<Pod> BY_ID = Comparator.comparing(pod -> pod.id);

    private static final Comparator<Unit> KEPT_FIRST =
            Comparator.comparing((Unit unit) -> !unit.whole)
                    .thenComparingInt(unit -> -unit.gang.known().priority())
                    .thenComparing(Unit::started)
                    .thenComparing(unit -> unit.gang.id)
                    .thenComparing(unit -> unit.pods.getFirst().id);

    private final PoolState state;
    private final Duration leastRunTime;
    private final Pool pool;
    private final Instant now;
    private final TreeMap<GangId, Gang> running = new TreeMap<>();
    private final List<Unit> units = new ArrayList<>();
    private final Map<Account, Set<Unit>> guaranteed = new HashMap<>();
    private final int madeAfter;
    private final int leastPriority;

    /// @param madeAfter how much had started when this was made
    Victims(PoolState state, Preemption rules, Pool pool, Instant now, int madeAfter) {
        this.madeAfter = madeAfter;
        this.state = state;
        this.leastRunTime = rules.leastRunTime();
        this.pool = pool;
        this.now = now;
        for (int slot : pool.members()) {
            for (Pod pod = state.nodes.firstPod(slot); pod != null; pod = pod.nextOnNode) {
                Gang gang = pod.gang;
                if (gang != null && gang.spec != null && gang.spec.pool().equals(pool.name)) {
                    running.put(gang.id, gang);
                }
            }
        }
        running.values().forEach(this::divide);
        units.sort(CHEAPEST);
        leastPriority =
                running.values().stream()
                        .mapToInt(gang -> gang.known().priority())
                        .min()
                        .orElse(Integer.MAX_VALUE);
    }

    Pool pool() {
        return pool;
    }

    int madeAfter() {
        return madeAfter;
    }

    /// What the budgets allow.
    Allowances allowances() {
        return new Allowances(state, pool, running.values());
    }

    private void divide(Gang gang) {
        List<Pod> staying = new ArrayList<>();
        List<Pod> whole = new ArrayList<>();
        for (Pod pod : gang.placed) {
            if (!pod.leaves()) {
                // Whoever is on a node that is away runs for nobody, and goes with the whole gang.
                (pod.node == Pod.NOWHERE ? whole : staying).add(pod);
            }
        }
        staying.sort(BY_ID);
        int needed = Math.min(staying.size(), gang.known().minMember());
        if (needed > 0) {
            whole.addAll(staying.subList(0, needed));
            whole.sort(BY_ID);
            units.add(new Unit(gang, List.copyOf(whole), true));
        }
        for (Pod pod : staying.subList(needed, staying.size())) {
            units.add(new Unit(gang, List.of(pod), false));
        }
    }

    /// The units that a gang may take, the cheapest first.
    List<Unit> offeredTo(Gang gang) {
        List<Unit> offered = new ArrayList<>();
        Account account = gang.account;
        boolean entitled = account != null && path(account).stream().anyMatch(Account::guaranteed);
        if (!entitled && gang.known().priority() <= leastPriority) {
            return offered;
        }
        Usage demand = gang.demand();
        for (Unit unit : units) {
            if (endable(unit.gang) && mayTake(gang, demand, unit)) {
                offered.add(unit);
            }
        }
        return offered;
    }

    /// Who has not run long enough, or is not known to run at all, is left alone.
    private boolean endable(Gang gang) {
        Duration own = gang.known().leastRunTime();
        return gang.started != null
                && !now.isBefore(gang.started.plus(own == null ? leastRunTime : own))
                && gang.placed.stream().allMatch(pod -> pod.bound);
    }

    private boolean mayTake(Gang gang, Usage demand, Unit unit) {
        Account own = gang.account;
        Account others = unit.gang.account;
        boolean greater = gang.known().priority() > unit.gang.known().priority();
        if (own == null || others == null || own == others) {
            return greater;
        }
        List<Account> ownPath = path(own);
        List<Account> othersPath = path(others);
        int parting = 0;
        while (ownPath.get(parting) == othersPath.get(parting)) {
            parting++;
        }
        Account here = ownPath.get(parting);
        Account there = othersPath.get(parting);
        return (greater || here.covers(here.used, demand))
                && !guaranteed.computeIfAbsent(there, this::within).contains(unit);
    }

    private static List<Account> path(Account account) {
        List<Account> path = new ArrayList<>();
        for (Account at = account; at != null; at = at.parent) {
            path.add(at);
        }
        return path.reversed();
    }

    /// The units that are within the guarantee of an account.
    private Set<Unit> within(Account account) {
        Set<Unit> within = new HashSet<>();
        if (account.guaranteed()) {
            Usage sum = new Usage();
            Set<Gang> gangs = new HashSet<>();
            List<Unit> own = new ArrayList<>(units);
            own.removeIf(unit ->
                    unit.gang.account == null || !path(unit.gang.account).contains(account));
            own.sort(KEPT_FIRST);
            for (Unit unit : own) {
                Usage usage = unit.usage();
                if ((unit.whole || gangs.contains(unit.gang)) && account.covers(sum, usage)) {
                    within.add(unit);
                    gangs.add(unit.gang);
                    sum.add(usage);
                }
            }
        }
        return within;
    }

    /// What is left of the budgets.
    static final class Allowances {
        private record Left(int leaving, int staying) {}

        private final Map<GangId, List<String>> budgetsOf = new HashMap<>();
        private final Map<String, Left> left = new HashMap<>();

        private Allowances(PoolState state, Pool pool, Iterable<Gang> running) {
            for (Budget budget : state.budgets()) {
                int leaving = 0;
                int staying = 0;
                for (Gang gang : running) {
                    if (covers(budget, pool, gang)) {
                        budgetsOf
                                .computeIfAbsent(gang.id, key -> new ArrayList<>())
                                .add(budget.name());
                        for (Pod pod : gang.placed) {
                            leaving += pod.leaves() ? 1 : 0;
                            staying += pod.leaves() || pod.node == Pod.NOWHERE ? 0 : 1;
                        }
                    }
                }
                left.put(
                        budget.name(),
                        new Left(budget.mostLeaving() - leaving, staying - budget.leastStaying()));
            }
        }

        private static boolean covers(Budget budget, Pool pool, Gang gang) {
            if (budget.gang() != null) {
                return budget.gang().equals(gang.id);
            }
            @Nullable Account account = gang.account;
            return pool.name.equals(budget.pool())
                    && account != null
                    && path(account).stream().anyMatch(it -> it.id.equals(budget.account()));
        }

        boolean spend(Unit unit) {
            return spend(List.of(unit));
        }

        /// Counts units of one gang that leave.
        ///
        /// @return false, and counts nothing, when a budget would be broken
        boolean spend(List<Unit> units) {
            int pods = units.stream().mapToInt(Unit::running).sum();
            List<String> budgets = budgetsOf.getOrDefault(units.getFirst().gang.id, List.of());
            for (String budget : budgets) {
                Left now = left.getOrDefault(budget, new Left(0, 0));
                if (now.leaving < pods || now.staying < pods) {
                    return false;
                }
            }
            for (String budget : budgets) {
                left.computeIfPresent(
                        budget, (_, now) -> new Left(now.leaving - pods, now.staying - pods));
            }
            return true;
        }
    }
}
