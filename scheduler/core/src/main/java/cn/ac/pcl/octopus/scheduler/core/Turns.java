package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The turns of a cycle, in the order of [Turn] as it is when one is taken.
///
/// Shares only grow while a cycle starts gangs. So those of one owner queue up by all but their
/// shares, and only the first of each owner is compared with the others: when it comes up it is
/// looked at again, and put back if it has got worse.
final class Turns {
    private final PoolState state;
    private final Instant now;
    private final Map<Account, PriorityQueue<Turn>> byOwner = new HashMap<>();
    private final PriorityQueue<Turn> heads = new PriorityQueue<>();

    Turns(PoolState state, Instant now) {
        this.state = state;
        this.now = now;
    }

    void add(Gang gang) {
        Turn turn = Turn.of(gang, state, now);
        PriorityQueue<Turn> queue = queue(gang);
        queue.add(turn);
        if (queue.peek() == turn) {
            heads.add(turn);
        }
    }

    private PriorityQueue<Turn> queue(Gang gang) {
        Account owner = gang.account;
        if (owner == null) {
            throw new IllegalStateException("gang " + gang.id + " has not been announced");
        }
        return byOwner.computeIfAbsent(owner, key -> new PriorityQueue<>(Turn.OF_ONE_OWNER));
    }

    /// The gang whose turn it is; null when nobody's is.
    @Nullable Gang next() {
        for (Turn turn = heads.poll(); turn != null; turn = heads.poll()) {
            if (turn.gang.account == null) {
                continue;
            }
            PriorityQueue<Turn> queue = queue(turn.gang);
            if (queue.peek() != turn) {
                continue;
            }
            queue.remove();
            Turn renewed = Turn.of(turn.gang, state, now);
            boolean worse = renewed.compareTo(turn) > 0;
            if (worse) {
                queue.add(renewed);
            }
            Turn head = queue.peek();
            if (head != null) {
                heads.add(head);
            }
            if (!worse) {
                return turn.gang;
            }
        }
        return null;
    }
}
