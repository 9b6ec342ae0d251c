package cn.ac.pcl.octopus.scheduler.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out what is in the way of a gang whose classes each find room alone: its pods are placed
/// for trial as far as that goes, and the nodes are asked why they do not take the next one. A rule
/// about other pods refuses those that have room for it, or the pods of the gang are in each
/// other's way.
final class NeighbourReasons {
    private final PoolState state;
    private final Site site;
    private final Gang gang;

    NeighbourReasons(PoolState state, Site site, Gang gang) {
        this.state = state;
        this.site = site;
        this.gang = gang;
    }

    /// Null when all find a place.
    @Nullable Reason find() {
        try (Journal _ = state.tryOut()) {
            int needed = Math.max(1, gang.need());
            Pod left = new Attempt(state).placeUntilOneFails(site, gang);
            if (left == null) {
                return null;
            }
            int missing = Math.max(1, gang.need());
            Reason rule = refusal(left, needed - missing, missing);
            return rule == null ? Reasons.ofClass(state.nodes, site.pool(), left.kind, 1) : rule;
        }
    }

    private @Nullable Reason refusal(Pod pod, int fitting, int missing) {
        Kin kin = state.nodes.neighbours.of(pod);
        if (kin == null) {
            return null;
        }
        Verdict verdict = new Verdict(kin, pod, site.pool(), state.nodes.neighbours);
        Map<Verdict.Refusal, Integer> refusals = new HashMap<>();
        Verdict.Refusal strictest = null;
        int most = 0;
        int withRoom = 0;
        for (int slot : site.nodes()) {
            if (!Double.isNaN(Filter.preference(pod.kind.shape, state.nodes.spec(slot)))
                    && state.nodes.fits(pod.kind, slot) > 0) {
                withRoom++;
                Verdict.Refusal refusal = verdict.refusal(slot);
                if (refusal != null) {
                    int count = refusals.merge(refusal, 1, Integer::sum);
                    if (count > most) {
                        most = count;
                        strictest = refusal;
                    }
                }
            }
        }
        return strictest == null
                ? null
                : new Reason.PodRule(
                        strictest.rule(), strictest.key(), withRoom, most, fitting, missing);
    }
}
