package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Explains why a gang waits, for whom, and how long: worked out when somebody asks, from the state
/// that decides, and undone without a trace.
///
/// The start is that of a pool in which the gangs ahead start in their order, each as soon as it
/// fits.
final class Forecast {
    private static final int NAMED = 10;

    /// So many gangs ahead are played through; who is further back is told no start.
    private static final int PLAYED = 50;

    private final PoolState state;
    private final Attempt attempt;
    private final Instant now;

    Forecast(PoolState state, Instant now) {
        this.state = state;
        this.now = now;
        attempt = new Attempt(state);
    }

    /// What is said of a gang; null when it does not wait.
    @Nullable Waiting of(Gang gang) {
        GangSpec spec = gang.spec;
        if (spec == null || gang.waiting.isEmpty() || gang.need() == 0) {
            return null;
        }
        Takeover takeover = gang.takeover;
        if (takeover != null) {
            return new Waiting(takeover.reason(), 1, List.of(), takeover.deadline);
        }
        Pool pool = state.pools.of(spec.pool());
        List<Gang> ahead = ahead(pool, gang);
        Reason reason = reason(pool, gang);
        boolean blocked =
                reason instanceof Reason.PoolUnknown
                        || reason instanceof Reason.PoolClosed
                        || reason instanceof Reason.GangShort;
        return new Waiting(
                reason,
                ahead.size() + 1,
                ahead.stream().limit(NAMED).map(other -> other.id).toList(),
                blocked || ahead.size() > PLAYED ? null : start(pool, gang, ahead));
    }

    private List<Gang> ahead(Pool pool, Gang gang) {
        List<Turn> ahead = new ArrayList<>();
        Turn own = Turn.of(gang, state, now);
        for (Line line : pool.lines.all()) {
            if (!line.grows()) {
                for (Gang other : line.gangs) {
                    Turn turn = Turn.of(other, state, now);
                    if (turn.compareTo(own) >= 0) {
                        break;
                    }
                    ahead.add(turn);
                }
            }
        }
        return ahead.stream().sorted().map(turn -> turn.gang).toList();
    }

    private Reason reason(Pool pool, Gang gang) {
        Reason obstacle = Cycle.obstacle(pool);
        if (obstacle != null) {
            return obstacle;
        }
        if (gang.waiting.size() < gang.need()) {
            return new Reason.GangShort(
                    gang.placed.size() + gang.waiting.size(), gang.known().minMember());
        }
        return new Keeper(state, attempt, now)
                .whyNot(pool, gang, () -> Reasons.of(state, pool, gang));
    }

    private @Nullable Instant start(Pool pool, Gang gang, List<Gang> ahead) {
        Kept kept = pool.kept();
        if (kept != null && kept.gang == gang) {
            // Somebody may run longer than declared.
            return kept.until == null || kept.until.isAfter(now) ? kept.until : now;
        }
        try (Journal _ = state.tryOut()) {
            if (kept != null) {
                new Keeper(state, attempt, now).lift(kept);
            }
            PriorityQueue<Ending> endings = new PriorityQueue<>();
            for (int slot : pool.members()) {
                for (Pod pod = state.nodes.firstPod(slot); pod != null; pod = pod.nextOnNode) {
                    note(endings, pod);
                }
            }
            Instant at = now;
            List<Gang> order = new ArrayList<>(ahead);
            order.add(gang);
            for (Gang next : order) {
                List<Pod> placed = attempt.find(pool, next);
                while (placed.isEmpty() && !endings.isEmpty()) {
                    Ending ending = endings.remove();
                    at = ending.at().isAfter(at) ? ending.at() : at;
                    if (ending.pod().node != Pod.NOWHERE) {
                        state.nodes.discharge(ending.pod());
                    }
                    boolean more = !endings.isEmpty() && !endings.peek().at().isAfter(at);
                    placed =
                            more || !attempt.possible(pool, next)
                                    ? placed
                                    : attempt.find(pool, next);
                }
                if (placed.isEmpty()) {
                    if (next == gang) {
                        return null;
                    }
                    // It cannot start at all, and so is in nobody's way.
                    continue;
                }
                state.gangs.setStarted(next, at);
                for (Pod pod : placed) {
                    note(endings, pod);
                }
            }
            return at;
        }
    }

    private void note(PriorityQueue<Ending> endings, Pod pod) {
        Ending ending = Ending.of(pod, now);
        if (ending.declared()) {
            endings.add(ending);
        }
    }
}
