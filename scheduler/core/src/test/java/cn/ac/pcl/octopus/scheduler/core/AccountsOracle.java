package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;

/// Quotas and fair shares worked out from the facts each time they are asked for: every sum goes
/// over all pods that have a place.
@NullUnmarked
final class AccountsOracle {
    private final Snapshot facts;
    private final Settings settings;
    private final Instant now;
    private final Map<GangId, GangSpec> gangs = new TreeMap<>();

    AccountsOracle(Snapshot facts, Settings settings, Instant now) {
        this.facts = facts;
        this.settings = settings;
        this.now = now;
        facts.gangs().forEach(gang -> gangs.put(gang.id(), gang));
    }

    private Quota quota(String pool, AccountId account) {
        return facts.quotas().getOrDefault(pool, List.of()).stream()
                .filter(quota -> quota.account().equals(account))
                .findAny()
                .orElse(Quota.of(account));
    }

    /// The accounts that are charged for an owner, from the user upwards.
    List<AccountId> path(String pool, Owner owner) {
        List<AccountId> path = new ArrayList<>();
        path.add(AccountId.of(owner));
        String workspace = owner.workspace();
        while (workspace != null) {
            path.add(AccountId.workspace(workspace));
            workspace = loops(pool, workspace) ? null : parent(pool, workspace);
        }
        return path;
    }

    private String parent(String pool, String workspace) {
        return quota(pool, AccountId.workspace(workspace)).parent();
    }

    private boolean loops(String pool, String workspace) {
        Set<String> seen = new HashSet<>();
        for (String at = parent(pool, workspace); at != null && seen.add(at); ) {
            if (at.equals(workspace)) {
                return true;
            }
            at = parent(pool, at);
        }
        return false;
    }

    /// What an account uses of a resource, in thousandths.
    long used(String pool, AccountId account, String resource, Collection<PodSpec> placed) {
        long sum = 0;
        for (PodSpec pod : placed) {
            GangSpec gang = pod.gang() == null ? null : gangs.get(pod.gang());
            if (gang != null
                    && gang.pool().equals(pool)
                    && path(pool, gang.owner()).contains(account)) {
                sum += asked(pod.shape(), resource);
            }
        }
        return sum;
    }

    static long asked(PodShape shape, String resource) {
        DeviceShare share = shape.share();
        long whole = resource.equals(Resources.PODS) ? 1 : shape.requests().amount(resource);
        return 1000 * whole
                + (share != null && share.resource().equals(resource) ? share.milli() : 0);
    }

    static long asked(Collection<PodSpec> pods, String resource) {
        return pods.stream().mapToLong(pod -> asked(pod.shape(), resource)).sum();
    }

    /// True when so many more pods would break a limit of somebody who is charged for them.
    boolean exceeds(GangSpec gang, List<PodSpec> more, Collection<PodSpec> placed) {
        for (AccountId account : path(gang.pool(), gang.owner())) {
            for (Map.Entry<String, Long> limit : quota(gang.pool(), account).limit().entrySet()) {
                long asked = asked(more, limit.getKey());
                long used = used(gang.pool(), account, limit.getKey(), placed);
                if (asked > 0 && Math.ceilDiv(used + asked, 1000) > limit.getValue()) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean covers(String pool, AccountId account, List<PodSpec> more, Collection<PodSpec> placed) {
        boolean named = false;
        for (Map.Entry<String, Long> promised :
                quota(pool, account).guarantee().amounts().entrySet()) {
            long asked = asked(more, promised.getKey());
            if (asked > 0) {
                named = true;
                long used = used(pool, account, promised.getKey(), placed);
                if (Math.ceilDiv(used + asked, 1000) > promised.getValue()) {
                    return false;
                }
            }
        }
        return named;
    }

    private double share(String pool, AccountId account, Collection<PodSpec> placed) {
        Set<String> resources = new TreeSet<>(List.of("cpu", "memory", "pods", RandomCluster.GPU));
        PastUse past =
                facts.pastUses().stream()
                        .filter(use -> use.pool().equals(pool) && use.account().equals(account))
                        .findAny()
                        .orElse(null);
        PoolSpec spec =
                facts.pools().stream().filter(p -> p.name().equals(pool)).findAny().orElseThrow();
        double dominant = 0;
        for (String resource : resources) {
            double total = 0;
            for (NodeSpec node : facts.nodes()) {
                long amount = node.allocatable().amount(resource);
                boolean unlimited = resource.equals(Resources.PODS) && amount == 0;
                total += Oracle.member(spec, node) ? unlimited ? Resources.LIMIT : amount : 0;
            }
            double use = used(pool, account, resource, placed) / 1000.0;
            if (past != null) {
                double lives =
                        Duration.between(past.at(), now).toMillis()
                                / (double) settings.halfLife().toMillis();
                double left = Math.pow(0.5, Math.max(0, lives));
                use += past.past().getOrDefault(resource, 0.0) * left;
                use += past.since().getOrDefault(resource, 0.0) * (1 - left);
            }
            dominant = total > 0 ? Math.max(dominant, use / total) : dominant;
        }
        return Math.rint(dominant / quota(pool, account).weight() * (1L << 30));
    }

    /// The numbers that decide whose turn is first, the smallest first; the tie-breaks aside.
    double[] turn(GangSpec gang, List<PodSpec> demand, Collection<PodSpec> placed) {
        List<AccountId> path = path(gang.pool(), gang.owner()).reversed();
        double[] turn = new double[20];
        turn[0] = covers(gang.pool(), path.getFirst(), demand, placed) ? 0 : 1;
        turn[1] = -gang.priority();
        boolean overdue = !now.isBefore(gang.submitted().plus(settings.fairFor()));
        turn[2] = overdue ? 0 : 1;
        int at = 3;
        for (AccountId account : path) {
            if (!overdue) {
                turn[at++] = covers(gang.pool(), account, demand, placed) ? 0 : 1;
                turn[at++] = share(gang.pool(), account, placed);
            }
        }
        return turn;
    }
}
