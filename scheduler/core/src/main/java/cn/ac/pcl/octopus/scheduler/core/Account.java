package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An account as its pool knows it: what its gangs use and have used, and what it may.
final class Account {
    /// Shares are compared in steps, so that what is equal but for rounding is equal.
    static final double STEPS = 1L << 30;

    /// Amounts of some resources.
    private static final class Bounds {
        static final Bounds NONE = new Bounds(Map.of(), new Symbols());

        final int[] resource;
        final long[] amount;

        Bounds(Map<String, Long> amounts, Symbols symbols) {
            resource = amounts.keySet().stream().mapToInt(symbols::index).toArray();
            amount = amounts.values().stream().mapToLong(it -> it).toArray();
        }
    }

    final AccountId id;

    @Nullable Quota quota;
    @Nullable Account parent;

    /// What the gangs of this account and of those below it use now, or are promised.
    Usage used = new Usage();

    /// Lines of pods of one class that its limit keeps waiting.
    final Set<Line> blocked = new LinkedHashSet<>();

    private Bounds limit = Bounds.NONE;
    private Bounds guarantee = Bounds.NONE;

    private double[] past = {};
    private double[] since = {};
    private @Nullable Instant settled;

    private long changes;
    private long sharedChanges = -1;
    private long sharedCapacity = -1;
    private @Nullable Instant sharedAt;
    private long share;

    Account(AccountId id) {
        this.id = id;
    }

    void setQuota(@Nullable Quota changed, Symbols symbols) {
        quota = changed;
        limit = changed == null ? Bounds.NONE : new Bounds(changed.limit(), symbols);
        guarantee =
                changed == null ? Bounds.NONE : new Bounds(changed.guarantee().amounts(), symbols);
        changes++;
    }

    /// Counts so many pods of a class here and on all accounts above.
    void add(PodClass kind, long count) {
        for (Account account = this; account != null; account = account.parent) {
            account.used.add(kind, count);
            account.changes++;
        }
    }

    /// Begins to count anew.
    void recount(Usage from) {
        used = from;
        changes++;
    }

    // ---- bounds

    /// The first limit, from here upwards, that so much more would break; null when there is none.
    Reason.@Nullable Quota exceeded(Usage more, Symbols symbols) {
        for (Account account = this; account != null; account = account.parent) {
            Bounds limit = account.limit;
            for (int i = 0; i < limit.resource.length; i++) {
                int resource = limit.resource[i];
                if (more.has(resource) && account.used.with(more, resource) > limit.amount[i]) {
                    return new Reason.Quota(
                            account.id,
                            symbols.name(resource),
                            account.used.of(resource),
                            more.of(resource),
                            limit.amount[i]);
                }
            }
        }
        return null;
    }

    boolean limited() {
        for (Account account = this; account != null; account = account.parent) {
            if (account.limit.resource.length > 0) {
                return true;
            }
        }
        return false;
    }

    boolean guaranteed() {
        return guarantee.resource.length > 0;
    }

    /// True when so much more on top of a use is within what this account is promised.
    boolean covers(Usage use, Usage more) {
        boolean named = false;
        for (int i = 0; i < guarantee.resource.length; i++) {
            int resource = guarantee.resource[i];
            if (more.has(resource)) {
                named = true;
                if (use.with(more, resource) > guarantee.amount[i]) {
                    return false;
                }
            }
        }
        return named;
    }

    // ---- share over time

    /// How much it has of the pool for its weight, now and in the past: of the resource of which it
    /// has most.
    long share(Instant now, Duration halfLife, long[] capacity, long capacityVersion) {
        if (changes != sharedChanges
                || capacityVersion != sharedCapacity
                || !now.equals(sharedAt)) {
            sharedChanges = changes;
            sharedCapacity = capacityVersion;
            sharedAt = now;
            share = reckon(decay(now, halfLife), capacity);
        }
        return share;
    }

    private long reckon(double decay, long[] capacity) {
        double dominant = 0;
        for (int r = 0; r < Math.min(capacity.length, resources()); r++) {
            if (capacity[r] > 0) {
                double use = used.exact(r) + pastOf(r, decay);
                dominant = Math.max(dominant, use / capacity[r]);
            }
        }
        double weight = quota == null ? 1 : quota.weight();
        return (long) Math.rint(dominant / weight * STEPS);
    }

    private double pastOf(int resource, double decay) {
        return at(past, resource) * decay + at(since, resource) * (1 - decay);
    }

    private static double at(double[] amounts, int resource) {
        return resource < amounts.length ? amounts[resource] : 0;
    }

    private int resources() {
        return Math.max(used.size(), Math.max(past.length, since.length));
    }

    /// What is left of the past since it was settled: 1 at once, 0 after long.
    private double decay(Instant now, Duration halfLife) {
        if (settled == null) {
            return 1;
        }
        double lives = Times.seconds(Duration.between(settled, now)) / Times.seconds(halfLife);
        return Math.pow(0.5, Math.max(0, lives));
    }

    /// True when its use is not what it was when the past was settled.
    boolean unsettled() {
        for (int r = 0; r < resources(); r++) {
            if (used.exact(r) != at(since, r)) {
                return true;
            }
        }
        return false;
    }

    /// Adds to the past what was used until now.
    void settle(Instant now, Duration halfLife, UndoLog undo) {
        double decay = decay(now, halfLife);
        int size = resources();
        double[] pastNow = new double[size];
        double[] sinceNow = new double[size];
        for (int r = 0; r < size; r++) {
            pastNow[r] = pastOf(r, decay);
            sinceNow[r] = used.exact(r);
        }
        boolean backwards = settled != null && now.isBefore(settled);
        remember(pastNow, sinceNow, backwards ? settled : now, undo);
    }

    private void remember(double[] pastNow, double[] sinceNow, @Nullable Instant at, UndoLog undo) {
        double[] pastBefore = past;
        double[] sinceBefore = since;
        Instant settledBefore = settled;
        undo.log(() -> {
            past = pastBefore;
            since = sinceBefore;
            settled = settledBefore;
            changes++;
        });
        past = pastNow;
        since = sinceNow;
        settled = at;
        changes++;
    }

    /// Takes over the past of a snapshot.
    void restore(PastUse use, Symbols symbols, UndoLog undo) {
        remember(dense(use.past(), symbols), dense(use.since(), symbols), use.at(), undo);
    }

    private static double[] dense(Map<String, Double> amounts, Symbols symbols) {
        double[] dense = {};
        for (Map.Entry<String, Double> entry : amounts.entrySet()) {
            int resource = symbols.index(entry.getKey());
            dense = Arrays.copyOf(dense, Math.max(dense.length, resource + 1));
            dense[resource] = entry.getValue();
        }
        return dense;
    }

    @Nullable PastUse pastUse(String pool, Symbols symbols) {
        return settled == null || (zero(past) && zero(since))
                ? null
                : new PastUse(pool, id, settled, named(past, symbols), named(since, symbols));
    }

    private static boolean zero(double[] amounts) {
        return Arrays.stream(amounts).allMatch(it -> it == 0);
    }

    private static Map<String, Double> named(double[] amounts, Symbols symbols) {
        Map<String, Double> named = new TreeMap<>();
        for (int r = 0; r < amounts.length; r++) {
            if (amounts[r] != 0) {
                named.put(symbols.name(r), amounts[r]);
            }
        }
        return named;
    }
}
