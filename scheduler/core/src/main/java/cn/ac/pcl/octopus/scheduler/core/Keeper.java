package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps room for the first gang of each pool that found none, so that it does not wait for ever
/// while smaller ones pass.
///
/// 1. What runs on the pool's nodes is let go in the order of its declared end until the gang fits:
///    that moment, and the places it fits at then, are reserved. What runs without a declared time
///    is let go last, and only for a gang that has waited as long as the administrator's patience.
///    Pods without a gang (daemons, those of other schedulers) never go.
/// 2. Of a reserved node, others may take only what is left at that moment beside the gang, and
///    come near to it only as rules about other pods allow that beside the gang, unless they end
///    before it.
///
/// Guarantee: a gang with a reservation starts at its moment at the latest, if nobody runs longer
/// than declared and nobody of greater priority comes; where it must be near to others or is
/// spread, if those it counts on do not end early either. Of pools that share nodes, none makes its
/// next reservation before the gang of another that has waited longer, once that has lost its
/// patience.
final class Keeper {
    private static final Comparator<Gang> LONGEST_WAITING =
            Comparator.comparing((Gang gang) -> gang.known().submitted())
                    .thenComparing(gang -> gang.id);

    private final PoolState state;
    private final Attempt attempt;
    private final Instant now;
    private final Openings openings;
    private final Set<Pool> searched = new HashSet<>();

    /// Pools whose reservation was made in this cycle, before all had their turn.
    private final Set<Pool> chosen = new HashSet<>();

    Keeper(PoolState state, Attempt attempt, Instant now) {
        this.state = state;
        this.attempt = attempt;
        this.now = now;
        openings = new Openings(state, attempt, now);
    }

    /// Drops what is no longer needed, and gives a pool without a reservation the next one.
    void renew(Pool pool) {
        dropIfVoid(pool);
        if (pool.relieved) {
            wakeHopeless(pool);
        }
        if (pool.kept() == null && !now.isBefore(pool.patientUntil)) {
            chooseNext(pool);
            Kept next = pool.kept();
            if (next != null && next.gang.line != null) {
                chosen.add(pool);
                pool.lines.wake(next.gang.line);
            }
        }
        Kept current = pool.kept();
        if (current != null && pool.relieved) {
            wakeThoseThatMayPass(pool, current);
        }
    }

    /// Drops a reservation for a gang that is served, or another one now, or may not start.
    void dropIfVoid(Pool pool) {
        Kept kept = pool.kept();
        if (kept != null
                && (!pool.open()
                        || !kept.holds(state.nodes)
                        || Reasons.quota(state, kept.gang) != null)) {
            drop(pool);
        }
    }

    /// Called when a gang found no room: a reservation of its own that will not come true is made
    /// anew, or dropped where there is none.
    void review(Pool pool, Gang gang) {
        Kept kept = pool.kept();
        if (kept == null || kept.gang != gang) {
            return;
        }
        boolean late = kept.until != null && !now.isBefore(kept.until);
        boolean stirred = kept.stirred(state.nodes);
        if (!late && !stirred) {
            return;
        }
        if (comesTrue(pool)) {
            kept.setGood(true, state.nodes, state.undo);
        } else {
            drop(pool);
            keepFor(pool, gang);
        }
    }

    /// True when a pool has a reservation, and it comes true as things are now.
    private boolean comesTrue(Pool pool) {
        Kept kept = pool.kept();
        if (kept == null) {
            return false;
        }
        try (Journal _ = state.tryOut()) {
            lift(kept);
            return openings.comesTrue(pool, kept);
        }
    }

    /// Wakes those for whom there was no room at all, and is now, if only somebody ended: from here
    /// on they wait for that, and it is kept for them in their turn. Likewise those for whom there
    /// is still none, but for another reason, which they are to be told.
    private void wakeHopeless(Pool pool) {
        for (Line line : pool.lines.hopeless()) {
            Reason before = line.reason;
            Reason after = Reasons.room(state, pool, line.gangs.first());
            // Too little room in each domain is told as too little in all of them is.
            boolean another =
                    before != null
                            && !(after instanceof Reason.NoDomain)
                            && !after.code().equals(before.code());
            if (another || waitsForRoom(after)) {
                pool.lines.wake(line);
            }
        }
    }

    private void wakeThoseThatMayPass(Pool pool, Kept kept) {
        List<Line> passing;
        try (Journal _ = state.tryOut()) {
            lift(kept);
            passing = pool.lines.passing(kept, now);
        }
        passing.forEach(pool.lines::hope);
        if (kept.gang.line != null) {
            pool.lines.hope(kept.gang.line);
        }
    }

    /// The first of some peers that may use what is kept until it is needed; null for none.
    @Nullable Line passing(Peers peers, Kept kept) {
        Line passing = peers.passing(kept, now);
        if (passing == null) {
            return null;
        }
        try (Journal _ = state.tryOut()) {
            lift(kept);
            return peers.key.pool().lines.hasRoom(peers) ? passing : null;
        }
    }

    private void chooseNext(Pool pool) {
        PriorityQueue<Turn> turns = new PriorityQueue<>(turns(pool));
        letOlderGoFirst(pool, turns.isEmpty() ? null : turns.peek().gang);
        Instant next = Instant.MAX;
        for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
            Gang gang = turn.gang;
            if (keepFor(pool, gang)) {
                break;
            }
            Instant patient = patientUntil(gang);
            if (patient.isAfter(now)) {
                next = patient.isBefore(next) ? patient : next;
                // One of its peers may have waited for longer.
                Gang after = after(gang);
                if (after != null) {
                    turns.add(Turn.of(after, state, now));
                }
            }
        }
        pool.setPatientUntil(next);
    }

    /// The first turn of each peers that wait for room.
    private List<Turn> turns(Pool pool) {
        List<Turn> turns = new ArrayList<>();
        for (Peers peers : pool.lines.parked()) {
            Gang first = firstOf(peers.byTurn);
            if (first != null) {
                turns.add(Turn.of(first, state, now));
            }
        }
        return turns;
    }

    private static @Nullable Gang after(Gang gang) {
        Line line = gang.line;
        Peers peers = line == null ? null : line.peers;
        return line == null || peers == null ? null : firstOf(peers.byTurn.tailSet(line, false));
    }

    private static @Nullable Gang firstOf(Set<Line> lines) {
        for (Line line : lines) {
            if (!line.grows() && waitsForRoom(line.reason)) {
                return line.gangs.first();
            }
        }
        return null;
    }

    /// Makes reservations in the pools that share nodes with one and have none, or domains where
    /// there are rules about other pods, for those that have lost their patience and wait longer
    /// than a gang of it: as long as a pool renews its own at once, nothing is left for them. Whose
    /// priority is greater is not asked: those of different pools cannot be compared.
    ///
    /// @param before null when nobody of the pool waits
    private void letOlderGoFirst(Pool pool, @Nullable Gang before) {
        boolean ruled = !state.nodes.neighbours.idle();
        List<Gang> older = new ArrayList<>();
        for (Pool other : state.pools.all()) {
            if (other != pool
                    && other.open()
                    && other.kept() == null
                    && (ruled || other.meets(pool))) {
                turns(other).stream()
                        .map(turn -> turn.gang)
                        .filter(gang -> !now.isBefore(patientUntil(gang)))
                        .filter(gang -> before == null || LONGEST_WAITING.compare(gang, before) < 0)
                        .forEach(older::add);
            }
        }
        older.sort(LONGEST_WAITING);
        for (Gang gang : older) {
            Line line = gang.line;
            if (line != null && line.key.pool().kept() == null && keepFor(line.key.pool(), gang)) {
                line.key.pool().lines.wake(line);
            }
        }
    }

    static boolean waitsForRoom(@Nullable Reason reason) {
        return reason instanceof Reason.Capacity
                || reason instanceof Reason.Fragmented
                || reason instanceof Reason.Reserved
                || reason instanceof Reason.PortTaken
                || reason instanceof Reason.PodRule
                || (reason instanceof Reason.NoDomain domain && domain.ever() >= domain.needed());
    }

    /// True when there would be no room even if all gangs were gone.
    static boolean isHopeless(@Nullable Reason reason) {
        return reason instanceof Reason.NeverFits
                || reason instanceof Reason.NoNode
                || (reason instanceof Reason.NoDomain && !waitsForRoom(reason));
    }

    private Instant patientUntil(Gang gang) {
        return gang.known().submitted().plus(state.settings.patience());
    }

    /// Called when a gang found no room: it gets the reservation when the pool has none, or one for
    /// a gang that it outranks, or one that was made in this cycle for a gang whose turn is later.
    ///
    /// @return true when the reservation is now this gang's
    boolean claim(Pool pool, Gang gang) {
        Kept kept = pool.kept();
        if (kept != null && kept.gang == gang) {
            return true;
        }
        // One search a pool and cycle: who comes later in it has nobody's turn to claim.
        boolean may = (kept == null || precedes(pool, gang, kept.gang)) && searched.add(pool);
        if (may && kept == null) {
            letOlderGoFirst(pool, gang);
        }
        boolean claimed = may && displace(pool, gang);
        if (!claimed && pool.kept() == null) {
            Instant patient = patientUntil(gang);
            if (patient.isBefore(pool.patientUntil)) {
                pool.setPatientUntil(patient.isAfter(now) ? patient : now.plusMillis(1));
            }
        }
        return claimed;
    }

    /// True when a gang goes before another whatever their shares are.
    boolean outranks(Gang gang, Gang other) {
        return Turn.of(gang, state, now).outranks(Turn.of(other, state, now));
    }

    private boolean precedes(Pool pool, Gang gang, Gang holder) {
        Turn own = Turn.of(gang, state, now);
        Turn others = Turn.of(holder, state, now);
        return own.outranks(others) || (chosen.contains(pool) && own.compareTo(others) < 0);
    }

    private boolean displace(Pool pool, Gang gang) {
        try (Journal journal = state.tryOut()) {
            drop(pool);
            boolean kept = keepFor(pool, gang);
            if (kept) {
                journal.commit();
            }
            return kept;
        }
    }

    /// Gives up the reservation of a pool.
    void drop(Pool pool) {
        Kept kept = pool.kept();
        if (kept != null) {
            lift(kept);
            fulfil(pool, kept);
        }
    }

    /// Why a gang finds no room in a pool: whoever has it kept, if that is all, in this pool or in
    /// one that shares nodes with it; else as if nothing were kept for anybody.
    ///
    /// @param lacking finds out what is in the way then
    Reason whyNot(Pool pool, Gang gang, Supplier<Reason> lacking) {
        Reason quota = Reasons.quota(state, gang);
        if (quota != null) {
            return quota;
        }
        try (Journal _ = state.tryOut()) {
            List<Pool> pools = new ArrayList<>(state.pools.all());
            pools.remove(pool);
            pools.addFirst(pool);
            for (Pool other : pools) {
                Kept kept = other.kept();
                boolean near = kept != null && kept.touches(pool);
                if (kept != null && (near || !state.nodes.neighbours.idle())) {
                    lift(kept);
                    if (kept.gang != gang && attempt.fits(pool, gang)) {
                        return new Reason.Reserved(kept.gang.id, kept.until);
                    }
                }
            }
            for (Takeover takeover : List.copyOf(state.takeovers.all())) {
                if (takeover.promises.stream().anyMatch(it -> pool.leafOf(it.slot()) >= 0)) {
                    state.takeovers.end(takeover);
                    if (attempt.fits(pool, gang)) {
                        return new Reason.Reserved(takeover.gang.id, takeover.deadline);
                    }
                }
            }
            return lacking.get();
        }
    }

    /// Lets everybody take of the kept nodes what is free, and come near to them.
    ///
    /// @return what has to be restored
    @Nullable Allowance[] lift(Kept kept) {
        state.undo.remove(state.nodes.neighbours.guards(), kept.guard);
        @Nullable Allowance[] allowances = new Allowance[kept.slots.length];
        for (int i = 0; i < kept.slots.length; i++) {
            allowances[i] = state.nodes.allowance(kept.slots[i]);
            state.nodes.setAllowance(kept.slots[i], null);
        }
        return allowances;
    }

    void restore(Kept kept, @Nullable Allowance[] allowances) {
        state.undo.add(state.nodes.neighbours.guards(), kept.guard);
        for (int i = 0; i < kept.slots.length; i++) {
            state.nodes.setAllowance(kept.slots[i], allowances[i]);
        }
    }

    /// The gang has got what was kept for it, and the room has been lifted already: others may take
    /// what is left.
    void fulfil(Pool pool, Kept kept) {
        pool.setKept(null);
        pool.setPatientUntil(Instant.MIN);
        for (int slot : kept.slots) {
            if (state.nodes.exists(slot)) {
                state.pools.relieve(state.nodes.spec(slot).name());
            }
        }
        if (kept.isRuled() || !state.nodes.neighbours.idle()) {
            // Domains may be wider than nodes and pools.
            state.pools.all().forEach(any -> any.setRelieved(true));
        }
    }

    private boolean keepFor(Pool pool, Gang gang) {
        Line line = gang.line;
        if (line == null) {
            return false;
        }
        boolean impatient = !now.isBefore(patientUntil(gang));
        if (!impatient && !state.gangs.knowsRunTimes()) {
            return false;
        }
        Kept found = openings.find(pool, gang, line, impatient);
        if (found == null) {
            return false;
        }
        List<Pool> promised = promised(pool);
        try (Journal journal = state.tryOut()) {
            found.setGood(true, state.nodes, state.undo);
            pool.setKept(found);
            restore(found, found.allowance);
            if (!promised.stream().allMatch(this::comesTrue)) {
                return false;
            }
            journal.commit();
        }
        return true;
    }

    /// The other pools whose reservations come true as things are now. One that keeps distance for
    /// a gang may close the places of another, also where the two share no node.
    private List<Pool> promised(Pool pool) {
        if (state.nodes.neighbours.idle()) {
            return List.of();
        }
        return state.pools.all().stream()
                .filter(other -> other != pool)
                .filter(this::comesTrue)
                .toList();
    }
}
