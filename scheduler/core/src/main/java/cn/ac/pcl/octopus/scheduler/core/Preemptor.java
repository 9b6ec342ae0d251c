package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Makes room for a gang that finds none by ending others early.
///
/// 1. The [Victims] that the gang may take are let go for trial, the cheapest first, until it fits;
///    when it never does, nothing happens.
/// 2. From the dearest to the cheapest, each that is not needed stays; and a gang that is to leave
///    as a whole, where others of its members than the last would be enough.
/// 3. The gang is placed for trial: these places are promised to it, and who stands on them is
///    told.
///
/// Guarantees: nobody leaves for a gang that would not fit then; of those that leave nobody could
/// stay. Where budgets do not bind and the gang is of one class, of all sets that would do, the
/// dearest victim is the cheapest possible, then the second, and so on. Who leaves could not take
/// its place back: it is of smaller priority than the gang, or beyond a guarantee that the gang is
/// within.
final class Preemptor {
    private final PoolState state;
    private final Attempt attempt;
    private final Keeper keeper;
    private final Instant now;
    private final @Nullable Preemption rules;

    /// Who runs in a pool, as long as nothing starts or has to leave.
    private @Nullable Victims victims;

    Preemptor(PoolState state, Attempt attempt, Keeper keeper, Instant now) {
        this.state = state;
        this.attempt = attempt;
        this.keeper = keeper;
        this.now = now;
        rules = state.settings.preemption();
    }

    /// True when a gang that waits for this might be helped by the end of others. Who is kept away
    /// by rules waits for them to end by themselves.
    static boolean mayHelp(@Nullable Reason reason) {
        return Keeper.waitsForRoom(reason) && !(reason instanceof Reason.PodRule);
    }

    /// True when room might be made for a gang though it could not for those of its line that
    /// sleeps: they are alike in all but priority.
    boolean mayHelp(Line line, Gang gang) {
        if (rules == null || line.awake || line.gangs.first() != gang) {
            return false;
        }
        Gang next = line.gangs.higher(gang);
        return next != null && next.known().priority() < gang.known().priority();
    }

    /// Wakes those that wait for room, when it is time to see whether more can be made: somebody
    /// has run long enough now, or somebody new runs.
    void lookAgain(Pool pool) {
        if (!now.isBefore(pool.lookAgainAt)) {
            pool.setLookAgainAt(Instant.MAX);
            for (Line line : List.copyOf(pool.lines.all())) {
                if (!line.grows() && mayHelp(line.reason)) {
                    pool.lines.wake(line);
                }
            }
        }
    }

    /// Begins to make room for a gang that finds none.
    ///
    /// @return what begins; null when no room can be made for the gang
    @Nullable Takeover makeRoom(Pool pool, Gang gang) {
        Account account = gang.account;
        if (rules == null || account == null) {
            return null;
        }
        Takeover takeover = makeRoom(pool, gang, account, rules);
        if (takeover == null) {
            Instant again = now.plus(rules.retry());
            if (again.isBefore(pool.lookAgainAt)) {
                pool.setLookAgainAt(again);
            }
        } else {
            victims = null;
        }
        return takeover;
    }

    private Victims victims(Pool pool, Preemption rules) {
        Victims known = victims;
        if (known == null || known.pool() != pool || known.madeAfter() != attempt.started()) {
            known = new Victims(state, rules, pool, now, attempt.started());
            victims = known;
        }
        return known;
    }

    private @Nullable Takeover makeRoom(Pool pool, Gang gang, Account account, Preemption rules) {
        Victims victims = victims(pool, rules);
        List<Victims.Unit> offered = victims.offeredTo(gang);
        if (offered.isEmpty()) {
            return null;
        }
        try (Journal journal = state.tryOut()) {
            Kept kept = pool.kept();
            if (kept != null && (kept.gang == gang || keeper.outranks(gang, kept.gang))) {
                keeper.drop(pool);
            }
            List<Pod> leaving = new ArrayList<>();
            List<Place> places = new ArrayList<>();
            List<Victims.Unit> needed = needed(pool, gang, victims, offered);
            try (Journal _ = state.tryOut()) {
                for (Victims.Unit unit : needed) {
                    unit.letGo(state.nodes);
                    leaving.addAll(unit.pods);
                }
                if (!leaving.isEmpty()) {
                    for (Pod pod : attempt.find(pool, gang)) {
                        places.add(new Place(pod, pod.node));
                    }
                }
            }
            if (places.isEmpty()) {
                return null;
            }
            Takeover takeover = new Takeover(gang, account, places, now.plus(rules.notice()));
            state.gangs.detach(gang);
            state.takeovers.begin(takeover, leaving);
            journal.commit();
            return takeover;
        }
    }

    /// Who has to leave: the cheapest, if the budgets allow that, or else who is found within them.
    /// Looking within them from the start would spend them on some that turn out to be of no use.
    private List<Victims.Unit> needed(
            Pool pool, Gang gang, Victims victims, List<Victims.Unit> offered) {
        List<Victims.Unit> cheapest = needed(pool, gang, offered, null);
        boolean allowed = cheapest.stream().allMatch(victims.allowances()::spend);
        return allowed ? cheapest : needed(pool, gang, offered, victims.allowances());
    }

    private List<Victims.Unit> needed(
            Pool pool,
            Gang gang,
            List<Victims.Unit> offered,
            Victims.@Nullable Allowances allowances) {
        try (Journal _ = state.tryOut()) {
            List<Victims.Unit> needed = spare(pool, gang, enough(pool, gang, offered, allowances));
            for (Victims.Unit unit : List.copyOf(needed)) {
                if (unit.whole) {
                    spareTheGang(pool, gang, unit.gang, offered, needed);
                }
            }
            return needed;
        }
    }

    /// Lets units go, the cheapest first, until the gang fits: those on nodes where it may run, and
    /// with a gang as a whole all members of it.
    ///
    /// @return who went; nobody when it never fits
    private List<Victims.Unit> enough(
            Pool pool,
            Gang gang,
            List<Victims.Unit> offered,
            Victims.@Nullable Allowances allowances) {
        Set<PodClass> kinds = new HashSet<>();
        gang.waiting.values().forEach(pod -> kinds.add(pod.kind));
        IntPredicate accepted =
                slot -> kinds.stream().anyMatch(kind -> pool.ranking(kind).accepts(slot));
        List<Victims.Unit> chosen = new ArrayList<>();
        Map<Gang, List<Victims.Unit>> passed = new HashMap<>();
        for (Victims.Unit unit : offered) {
            List<Victims.Unit> more = passed.getOrDefault(unit.gang, List.of());
            boolean useful =
                    unit.onAny(accepted)
                            || (unit.whole && more.stream().anyMatch(it -> it.onAny(accepted)));
            List<Victims.Unit> together = unit.whole ? new ArrayList<>(more) : new ArrayList<>();
            together.add(unit);
            if (useful && (allowances == null || allowances.spend(together))) {
                together.forEach(it -> it.letGo(state.nodes));
                chosen.addAll(together);
                if (attempt.fits(pool, gang)) {
                    return chosen;
                }
            } else if (!unit.whole) {
                passed.computeIfAbsent(unit.gang, key -> new ArrayList<>()).add(unit);
            }
        }
        return List.of();
    }

    /// From the dearest to the cheapest, lets those stay that are not needed.
    private List<Victims.Unit> spare(Pool pool, Gang gang, List<Victims.Unit> chosen) {
        List<Victims.Unit> needed = new ArrayList<>();
        Set<Gang> whole = new HashSet<>();
        for (Victims.Unit unit : chosen.reversed()) {
            // Where the rest of a gang goes, its other members have to go too.
            if (!whole.contains(unit.gang)) {
                unit.comeBack(state.nodes);
                if (attempt.fits(pool, gang)) {
                    continue;
                }
                unit.letGo(state.nodes);
            }
            needed.add(unit);
            if (unit.whole) {
                whole.add(unit.gang);
            }
        }
        return needed;
    }

    /// A gang that is to leave as a whole may stay where it can do without enough members,
    /// whichever these are: those on one of its nodes first.
    private void spareTheGang(
            Pool pool,
            Gang gang,
            Gang leaving,
            List<Victims.Unit> offered,
            List<Victims.Unit> needed) {
        long spareable =
                offered.stream().filter(unit -> unit.gang == leaving && !unit.whole).count();
        if (spareable == 0) {
            return;
        }
        List<Victims.Unit> members =
                needed.stream()
                        .filter(unit -> unit.gang == leaving)
                        .flatMap(unit -> unit.apart().stream())
                        .sorted(Comparator.comparing(unit -> unit.pods.getFirst().id))
                        .toList();
        for (int slot : members.stream().mapToInt(Victims.Unit::slot).distinct().toArray()) {
            List<Victims.Unit> inOrder = new ArrayList<>(members);
            inOrder.sort(Comparator.comparing(unit -> unit.slot() == slot));
            List<Victims.Unit> back = new ArrayList<>();
            for (Victims.Unit member : inOrder) {
                member.comeBack(state.nodes);
                if (attempt.fits(pool, gang)) {
                    back.add(member);
                } else {
                    member.letGo(state.nodes);
                }
            }
            if (members.size() - back.size() <= spareable) {
                needed.removeIf(unit -> unit.gang == leaving);
                inOrder.removeAll(back);
                needed.addAll(inOrder);
                return;
            }
            back.forEach(member -> member.letGo(state.nodes));
        }
    }
}
