package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// One decision over all that can be decided.
///
/// 1. Gangs that changed go into the line of their like.
/// 2. Pools with new room wake the lines that it can help.
/// 3. The first gang of each line that is awake gets its turn, in order; a gang that starts makes
///    way for the next of its line, one that cannot parks the line.
///
/// What it costs depends on the gangs that changed and the lines that are awake, not on the others.
final class Cycle {
    /// A gang's turn; void when the gang has left the head of its line since.
    private record Turn(Line line, Gang gang, boolean grows) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int order = Boolean.compare(grows, other.grows);
            return order != 0 ? order : Gang.ORDER.compare(gang, other.gang);
        }
    }

    private final PoolState state;
    private final Instant now;
    private final Attempt attempt;
    private final Keeper keeper;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final List<Hold> hold = new ArrayList<>();

    Cycle(PoolState state, Instant now) {
        this.state = state;
        this.now = now;
        attempt = new Attempt(state);
        keeper = new Keeper(state, attempt, now);
    }

    Plan run() {
        sortIn();
        for (Pool pool : state.pools.all()) {
            keeper.renew(pool);
            if (pool.relieved) {
                pool.wakeRelieved();
                pool.setRelieved(false);
            }
            pool.wakeEntangled(state.pools.stirs());
            for (Line line : pool.awake()) {
                offer(line);
            }
        }
        while (!turns.isEmpty()) {
            Turn turn = turns.remove();
            if (turn.line.awake
                    && !turn.line.gangs.isEmpty()
                    && turn.line.gangs.first() == turn.gang) {
                take(turn.line, turn.gang);
            }
        }
        hold.sort(Comparator.comparing(Hold::gang));
        return new Plan(attempt.placements(), List.of(), hold);
    }

    private void offer(Line line) {
        if (line.awake && !line.gangs.isEmpty()) {
            turns.add(new Turn(line, line.gangs.first(), line.grows()));
        }
    }

    /// Puts every changed gang where it belongs now.
    private void sortIn() {
        for (Gang gang : state.gangs.takeChanged()) {
            GangSpec spec = gang.spec;
            boolean runs = spec != null && gang.need() == 0;
            state.gangs.setStarted(gang, !runs ? null : gang.started == null ? now : gang.started);
            if (spec == null || gang.waiting.isEmpty()) {
                state.gangs.detach(gang);
                state.gangs.tell(gang, null);
                continue;
            }
            state.gangs.detach(gang);
            if (gang.waiting.size() < gang.need()) {
                tell(
                        gang,
                        new Reason.GangShort(
                                gang.placed.size() + gang.waiting.size(), spec.minMember()));
                continue;
            }
            Line line = state.gangs.attach(gang);
            Reason known = line.reason;
            if (line.awake) {
                offer(line);
            } else if (known != null && !line.grows()) {
                tell(gang, known);
            }
        }
    }

    private void tell(Gang gang, Reason reason) {
        if (!reason.code().equals(gang.told)) {
            hold.add(new Hold(gang.id, reason));
        }
        state.gangs.tell(gang, reason.code());
        if (gang.line != null) {
            state.undo.remove(gang.line.untold, gang);
        }
    }

    private void take(Line line, Gang gang) {
        Pool pool = line.key.pool();
        Reason reason = obstacle(pool);
        if (reason == null) {
            if (start(pool, gang)) {
                sortIn();
                offer(line);
                return;
            }
            reason = whyNot(pool, gang);
            if (!line.grows() && Keeper.waitsForRoom(reason) && keeper.claim(pool, gang)) {
                // What is kept may be free by now, and whoever passes first would take it.
                reason = reason instanceof Reason.Reserved ? Reasons.of(state, pool, gang) : reason;
            }
        }
        Reason before = line.reason;
        state.gangs.fail(line, reason);
        if (!line.grows()) {
            boolean known = before != null && before.code().equals(reason.code());
            for (Gang waiting : known ? List.copyOf(line.untold) : List.copyOf(line.gangs)) {
                tell(waiting, reason);
            }
        }
    }

    /// A gang for which room is kept may use it, and so may one that is gone before it is needed.
    private boolean start(Pool pool, Gang gang) {
        Kept kept = pool.kept();
        if (kept == null || (kept.gang != gang && !kept.letsPass(gang.known(), now))) {
            return attempt.start(pool, gang);
        }
        try (Journal journal = state.tryOut()) {
            long[] @Nullable [] allowances = keeper.lift(kept);
            boolean started = attempt.start(pool, gang);
            if (started) {
                if (kept.gang == gang) {
                    keeper.fulfil(pool);
                } else {
                    keeper.restore(kept, allowances);
                }
                journal.commit();
            }
            return started;
        }
    }

    private Reason whyNot(Pool pool, Gang gang) {
        Kept kept = pool.kept();
        if (kept == null || kept.gang == gang) {
            return Reasons.of(state, pool, gang);
        }
        try (Journal _ = state.tryOut()) {
            keeper.lift(kept);
            boolean room = gang.need() > 0 && !attempt.find(pool, gang).isEmpty();
            return room
                    ? new Reason.Reserved(kept.gang.id, kept.until)
                    : Reasons.of(state, pool, gang);
        }
    }

    /// What keeps every gang of a pool from starting; null for nothing.
    static @Nullable Reason obstacle(Pool pool) {
        PoolSpec spec = pool.spec;
        if (spec == null) {
            return new Reason.PoolUnknown(pool.name);
        }
        return spec.open() ? null : new Reason.PoolClosed(pool.name);
    }
}
