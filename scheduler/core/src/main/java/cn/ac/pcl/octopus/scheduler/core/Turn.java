package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Comparator;

/// A gang's turn, with all that decides whose comes first:
///
/// 1. who must start before who runs already and only grows;
/// 2. who is within the guarantee of the topmost account, before who would borrow;
/// 3. greater priority;
/// 4. who has waited longer than fair order may last, by waiting time;
/// 5. the smaller share: of the topmost account first, then within the guarantee of the next
///    account and that account's share, and so on down to the user;
/// 6. who waits longer, then the name.
///
/// Every step compares numbers that a gang has by itself, so the order is total.
final class Turn implements Comparable<Turn> {
    private static final Comparator<Turn> WAITING =
            Comparator.comparing((Turn turn) -> turn.gang.known().submitted())
                    .thenComparing(turn -> turn.gang.id);

    /// The order of turns of one owner: all but the shares, which are theirs together.
    static final Comparator<Turn> OF_ONE_OWNER = Turn::compareWithinOwner;

    final Gang gang;
    private final boolean grows;
    private final boolean overdue;

    /// From the topmost account down: 0 within its guarantee and 1 beyond it, then its share.
    private final long[] ranks;

    private Turn(Gang gang, boolean overdue, long[] ranks) {
        this.gang = gang;
        this.overdue = overdue;
        this.ranks = ranks;
        grows = gang.need() == 0;
    }

    static Turn of(Gang gang, PoolState state, Instant now) {
        GangSpec spec = gang.known();
        boolean overdue = !now.isBefore(spec.submitted().plus(state.settings.fairFor()));
        Accounts accounts = state.pools.of(spec.pool()).accounts;
        return new Turn(gang, overdue, accounts.ranks(gang, now));
    }

    /// True when it goes before another whatever the shares are: it may take what is kept for the
    /// other.
    boolean outranks(Turn other) {
        return rank(other) < 0;
    }

    private int rank(Turn other) {
        int order = Boolean.compare(grows, other.grows);
        if (order == 0) {
            order = Long.compare(ranks[0], other.ranks[0]);
        }
        return order != 0
                ? order
                : Integer.compare(other.gang.known().priority(), gang.known().priority());
    }

    private int compareWithinOwner(Turn other) {
        int order = rank(other);
        if (order == 0) {
            order = Boolean.compare(other.overdue, overdue);
        }
        for (int i = 2; order == 0 && !overdue && i < ranks.length; i += 2) {
            order = Long.compare(ranks[i], other.ranks[i]);
        }
        return order != 0 ? order : WAITING.compare(this, other);
    }

    @Override
    public int compareTo(Turn other) {
        int order = rank(other);
        if (order == 0) {
            order = Boolean.compare(other.overdue, overdue);
        }
        for (int i = 1; order == 0 && !overdue && i < ranks.length && i < other.ranks.length; i++) {
            order = Long.compare(ranks[i], other.ranks[i]);
        }
        return order != 0 ? order : WAITING.compare(this, other);
    }
}
