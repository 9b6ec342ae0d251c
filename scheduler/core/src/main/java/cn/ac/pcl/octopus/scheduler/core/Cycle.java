package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One decision over all that can be decided.
///
/// 1. Gangs that changed go into the line of their like.
/// 2. Pools with new room wake the lines that it can help.
/// 3. Gangs for which room has been made start, and victims whose time has come are ended.
/// 4. The first gang of each line that is awake gets its turn, in the order of [Turn]; a gang that
///    starts makes way for the next of its line, one that cannot parks the line. Who starts
///    something may thereby come behind others: a turn is looked at again when it comes up.
///
/// What it costs depends on the gangs that changed and the lines that are awake, not on the others.
final class Cycle {
    private final PoolState state;
    private final Instant now;
    private final Attempt attempt;
    private final Keeper keeper;
    private final Preemptor preemptor;
    private final List<Eviction> evict = new ArrayList<>();
    private final Turns turns;

    /// Parked lines that have a turn coming.
    private final Set<Line> expected = new HashSet<>();

    /// Lines that have got a turn because one of their peers had its own.
    private final Set<Line> followed = new HashSet<>();

    private final List<Hold> hold = new ArrayList<>();

    Cycle(PoolState state, Instant now) {
        this.state = state;
        this.now = now;
        attempt = new Attempt(state);
        turns = new Turns(state, now);
        keeper = new Keeper(state, attempt, now);
        preemptor = new Preemptor(state, attempt, keeper, now);
    }

    Plan run() {
        state.pools.settle(now);
        sortIn();
        state.pools.all().forEach(keeper::dropIfVoid);
        List.copyOf(state.takeovers.all()).forEach(this::carryOn);
        sortIn();
        state.pools.all().forEach(keeper::renew);
        for (Pool pool : state.pools.all()) {
            preemptor.lookAgain(pool);
            boolean roomier = pool.relieved;
            if (roomier) {
                pool.lines.relieved().forEach(this::expect);
                pool.setRelieved(false);
            }
            pool.lines.entangled(state.pools.stirs(), roomier).forEach(this::expect);
            pool.lines.awake().forEach(this::offer);
        }
        for (Gang gang = turns.next(); gang != null; gang = turns.next()) {
            Line line = gang.line;
            // A turn is void when the gang has left the head of its line since.
            if (line != null && line.gangs.first() == gang && wakes(line, gang)) {
                take(line, gang);
            }
        }
        state.pools.settle(now);
        hold.sort(Comparator.comparing(Hold::gang));
        evict.addAll(state.takeovers.takeCancelled());
        evict.sort(Comparator.comparing(Eviction::pod));
        return new Plan(attempt.placements(), evict, hold);
    }

    private void offer(Line line) {
        if ((line.awake || expected.contains(line)) && !line.gangs.isEmpty()) {
            turns.add(line.gangs.first());
        }
    }

    /// Gives a parked line its turn, and lets it sleep on if there is no room for it by then.
    private void expect(Line line) {
        if (!line.awake && expected.add(line)) {
            turns.add(line.gangs.first());
        }
    }

    /// True when a line is awake, or wakes because there is room for it now. One without may have
    /// peers that end before what is kept is needed.
    private boolean wakes(Line line, Gang gang) {
        if (line.awake || !expected.remove(line)) {
            return line.awake;
        }
        Pool pool = line.key.pool();
        Kept kept = pool.kept();
        if (kept != null && (kept.gang == gang || kept.letsPass(gang.known(), now))) {
            pool.lines.wake(line);
            return true;
        }
        boolean wakes = pool.lines.wakeIfRoom(line);
        if (!wakes) {
            follow(line, passing(pool, line));
        }
        return wakes;
    }

    /// Puts every changed gang where it belongs now.
    private void sortIn() {
        for (Gang gang : state.gangs.takeChanged()) {
            GangSpec spec = gang.spec;
            state.gangs.setStarted(gang, started(gang));
            if (spec == null || gang.waiting.isEmpty() || leaves(gang)) {
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
            if (preemptor.mayHelp(line, gang)) {
                line.key.pool().lines.wake(line);
            }
            Reason known = line.reason;
            if (line.awake || expected.contains(line)) {
                offer(line);
            } else if (known != null && !line.grows()) {
                tell(gang, known);
            }
        }
    }

    /// Since when a gang runs: a member that is replaced changes nothing of that.
    private @Nullable Instant started(Gang gang) {
        if (gang.spec == null || gang.placed.isEmpty()) {
            return null;
        }
        return gang.started == null && gang.need() == 0 ? now : gang.started;
    }

    /// True while some pods of a gang have to leave: until they have, it gets no others.
    private boolean leaves(Gang gang) {
        return state.takeovers.anybodyLeaves() && gang.placed.stream().anyMatch(Pod::leaves);
    }

    /// Starts a gang whose room has been made, or that finds room earlier; ends those who have been
    /// told in time.
    private void carryOn(Takeover takeover) {
        Gang gang = takeover.gang;
        Pool pool = state.pools.of(gang.known().pool());
        boolean made = takeover.victims.isEmpty();
        if (pool.open() && (made || pool.relieved) && startPromised(pool, takeover)) {
            return;
        }
        if (made || !pool.open()) {
            state.takeovers.end(takeover);
            state.gangs.markChanged(gang);
        } else {
            endVictims(takeover);
        }
    }

    private boolean startPromised(Pool pool, Takeover takeover) {
        if (takeover.victims.isEmpty() && attempt.startAsPromised(pool, takeover)) {
            return true;
        }
        try (Journal journal = state.tryOut()) {
            state.takeovers.end(takeover);
            boolean started = attempt.start(pool, takeover.gang);
            if (started) {
                journal.commit();
            }
            return started;
        }
    }

    private void endVictims(Takeover takeover) {
        Preemption rules = state.settings.preemption();
        Instant asked = takeover.asked;
        boolean due =
                asked == null
                        ? !now.isBefore(takeover.deadline)
                        : rules != null && !now.isBefore(asked.plus(rules.retry()));
        if (due && asked == null && !wouldFit(takeover)) {
            // Its place has gone meanwhile, or a limit has come: nobody is ended in vain.
            state.takeovers.end(takeover);
            state.gangs.markChanged(takeover.gang);
        } else if (due) {
            state.takeovers.setAsked(takeover, now);
            announce(takeover, Eviction.Step.DELETE);
        }
    }

    /// True when a gang could start if those left that have still to leave for it.
    private boolean wouldFit(Takeover takeover) {
        Gang gang = takeover.gang;
        Pool pool = state.pools.of(gang.known().pool());
        try (Journal _ = state.tryOut()) {
            List<Pod> victims = List.copyOf(takeover.victims.values());
            state.takeovers.end(takeover);
            for (Pod victim : victims) {
                if (victim.node != Pod.NOWHERE) {
                    state.nodes.discharge(victim);
                }
            }
            return Reasons.quota(state, gang) == null && !attempt.find(pool, gang).isEmpty();
        }
    }

    private void announce(Takeover takeover, Eviction.Step step) {
        for (Pod victim : takeover.victims.values()) {
            if (victim.gang != null) {
                evict.add(
                        new Eviction(
                                victim.id,
                                victim.gang.id,
                                takeover.gang.id,
                                step,
                                takeover.deadline));
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
        if (reason == null && line.key.onlyClass() != null) {
            reason = Reasons.quota(state, gang);
        }
        if (reason == null) {
            reason = tryToStart(line, gang);
        }
        if (reason == null) {
            sortIn();
            offer(line);
            offerNeighbours();
        } else {
            park(line, gang, reason);
        }
        letFollow(pool, line, gang, reason);
    }

    /// One is asked for all its peers. When it has started, or a limit has it wait elsewhere, it is
    /// the next one's turn; when it failed, that of one that may pass a reservation that it could
    /// not.
    ///
    /// @param failed why the first did not start; null when it did
    private void letFollow(Pool pool, Line line, Gang gang, @Nullable Reason failed) {
        Peers peers = pool.lines.peersOf(line);
        Kept kept = pool.kept();
        boolean any = failed == null || failed instanceof Reason.Quota;
        if (peers != null && any && pool.lines.hasRoom(peers)) {
            follow(line, peers.first());
        } else if (kept != null && (any || !kept.letsPass(gang.known(), now))) {
            follow(line, passing(pool, line));
        }
    }

    /// The first of those like a line that may use what is kept until it is needed.
    private @Nullable Line passing(Pool pool, Line line) {
        Peers peers = pool.lines.peersOf(line);
        Kept kept = pool.kept();
        return peers == null || kept == null ? null : keeper.passing(peers, kept);
    }

    private void follow(Line line, @Nullable Line next) {
        if (next != null && next != line && followed.add(next)) {
            next.key.pool().lines.hope(next);
            offer(next);
        }
    }

    /// Starts a gang, or begins to make room for it, or else claims the reservation for it.
    ///
    /// @return why it stays in its line; null when it does not
    private @Nullable Reason tryToStart(Line line, Gang gang) {
        Pool pool = line.key.pool();
        if (start(pool, gang)) {
            return null;
        }
        keeper.review(pool, gang);
        Reason reason = whyNot(pool, gang);
        if (line.grows() || !Keeper.waitsForRoom(reason)) {
            return reason;
        }
        if (reason instanceof Reason.Reserved) {
            // What is kept for another may be all it needs.
            boolean claimed = keeper.claim(pool, gang);
            if (claimed && start(pool, gang)) {
                return null;
            }
            reason = claimed ? whyNot(pool, gang) : reason;
        }
        Takeover takeover = Preemptor.mayHelp(reason) ? preemptor.makeRoom(pool, gang) : null;
        if (takeover == null) {
            keeper.claim(pool, gang);
            return reason;
        }
        tell(gang, takeover.reason());
        endOrWarn(takeover);
        return null;
    }

    private void endOrWarn(Takeover takeover) {
        if (now.isBefore(takeover.deadline)) {
            announce(takeover, Eviction.Step.NOTICE);
        } else {
            endVictims(takeover);
        }
    }

    private void park(Line line, Gang gang, Reason reason) {
        Reason before = line.reason;
        // Whoever is held by a limit waits for that, whatever runs beside it.
        Long neighbours =
                reason instanceof Reason.Quota
                        ? null
                        : state.nodes.neighbours.fingerprint(gang.waiting.values());
        state.gangs.fail(line, reason, neighbours);
        if (!line.grows()) {
            boolean known = before != null && before.code().equals(reason.code());
            for (Gang waiting : known ? List.copyOf(line.untold) : List.copyOf(line.gangs)) {
                tell(waiting, reason);
            }
        }
    }

    /// What just started may be what others must be near to, or must be as many as.
    private void offerNeighbours() {
        if (!state.nodes.neighbours.idle()) {
            for (Pool pool : state.pools.all()) {
                pool.lines.neighbourly().forEach(this::expect);
            }
        }
    }

    /// A gang for which room is kept may use it, and so may one that is gone before it is needed.
    private boolean start(Pool pool, Gang gang) {
        Kept kept = pool.kept();
        if (kept == null || (kept.gang != gang && !kept.letsPass(gang.known(), now))) {
            return attempt.start(pool, gang);
        }
        boolean started;
        try (Journal journal = state.tryOut()) {
            @Nullable Allowance[] allowances = keeper.lift(kept);
            // Whoever packs anew may fail where the promised places are free.
            started =
                    attempt.start(pool, gang)
                            || (kept.gang == gang && attempt.startAt(pool, kept.places));
            if (started) {
                if (kept.gang == gang) {
                    keeper.fulfil(pool, kept);
                } else {
                    keeper.restore(kept, allowances);
                }
                journal.commit();
            }
        }
        if (started && kept.gang == gang) {
            // At once, before anybody passes whose turn came first in vain; and what has just
            // started counts by its declared end.
            sortIn();
            keeper.renew(pool);
            state.pools.all().forEach(any -> any.lines.awake().forEach(this::offer));
        }
        return started;
    }

    private Reason whyNot(Pool pool, Gang gang) {
        return keeper.whyNot(pool, gang, () -> stillWhy(pool, gang));
    }

    /// Who was woken by room that others have taken since waits for what it waited for before: to
    /// find that out anew would cost a look at all nodes for each of those who came too late.
    private Reason stillWhy(Pool pool, Gang gang) {
        Line line = gang.line;
        Reason before = line == null || !line.hopeful ? null : line.reason;
        boolean stays =
                Keeper.waitsForRoom(before)
                        && !(before instanceof Reason.Reserved)
                        && !(before instanceof Reason.PodRule);
        return before != null && stays ? before : Reasons.of(state, pool, gang);
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
