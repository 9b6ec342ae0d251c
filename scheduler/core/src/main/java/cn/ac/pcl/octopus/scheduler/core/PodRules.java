package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;

/// What a pod asks of the pods that run beside it, with the meaning Kubernetes gives to it.
///
/// @param affinity it must be near to pods that match all of these terms, in the domain of each;
///   the first of a group that matches them itself may run anywhere
/// @param antiAffinity it must not be near to pods of any of these terms; and no pod that one of
///   them matches comes near to it while it runs
/// @param preferred what makes a node better or worse
/// @param spread over which domains it is spread
public record PodRules(
        List<PodTerm> affinity,
        List<PodTerm> antiAffinity,
        List<PreferredPods> preferred,
        List<SpreadRule> spread) {
    public static final PodRules NONE = new PodRules(List.of(), List.of(), List.of(), List.of());

    public PodRules {
        affinity = List.copyOf(affinity);
        antiAffinity = List.copyOf(antiAffinity);
        preferred = List.copyOf(preferred);
        spread = List.copyOf(spread);
    }

    public PodRules withAffinity(List<PodTerm> changed) {
        return new PodRules(changed, antiAffinity, preferred, spread);
    }

    public PodRules withAntiAffinity(List<PodTerm> changed) {
        return new PodRules(affinity, changed, preferred, spread);
    }

    public PodRules withPreferred(List<PreferredPods> changed) {
        return new PodRules(affinity, antiAffinity, changed, spread);
    }

    public PodRules withSpread(List<SpreadRule> changed) {
        return new PodRules(affinity, antiAffinity, preferred, changed);
    }

    boolean isEmpty() {
        return affinity.isEmpty()
                && antiAffinity.isEmpty()
                && preferred.isEmpty()
                && spread.isEmpty();
    }
}
