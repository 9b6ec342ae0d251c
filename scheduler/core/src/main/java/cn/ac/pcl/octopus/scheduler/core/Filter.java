package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Locale;

/// What makes a node unacceptable to a pod whatever is free on it, in the order in which it is
/// looked at.
enum Filter {
    UNSCHEDULABLE {
        @Override
        boolean accepts(PodShape pod, NodeSpec node) {
            return !node.unschedulable();
        }
    },
    SELECTOR {
        @Override
        boolean accepts(PodShape pod, NodeSpec node) {
            return node.labels().entrySet().containsAll(pod.nodes().selector().entrySet());
        }
    },
    AFFINITY {
        @Override
        boolean accepts(PodShape pod, NodeSpec node) {
            return pod.nodes().required().isEmpty() || anyMatches(pod.nodes().required(), node);
        }
    },
    TAINT {
        @Override
        boolean accepts(PodShape pod, NodeSpec node) {
            for (Taint taint : node.taints()) {
                if (taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE && !tolerates(pod, taint)) {
                    return false;
                }
            }
            return true;
        }
    },
    VOLUME {
        @Override
        boolean accepts(PodShape pod, NodeSpec node) {
            for (List<NodeTerm> volume : pod.nodes().volumes()) {
                if (!volume.isEmpty() && !anyMatches(volume, node)) {
                    return false;
                }
            }
            return true;
        }
    };

    /// How much worse a taint of effect PREFER_NO_SCHEDULE makes a node: more than all else can
    /// mend.
    private static final double SOFT_TAINT = 4;

    /// How much all preferred terms together make a node better: more than any packing.
    static final double PREFERENCE = 2;

    private static final Filter[] ALL = values();

    abstract boolean accepts(PodShape pod, NodeSpec node);

    /// The name of the rule in [Reason.NoNode].
    String rule() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// How much better a node is than others by the pod's wishes; not a number when it is refused.
    static double preference(PodShape pod, NodeSpec node) {
        for (Filter filter : ALL) {
            if (!filter.accepts(pod, node)) {
                return Double.NaN;
            }
        }
        double wished = 0;
        double granted = 0;
        for (PreferredNode preferred : pod.nodes().preferred()) {
            int weight = Math.clamp(preferred.weight(), 1, 100);
            wished += weight;
            granted += preferred.term().matches(node.name(), node.labels()) ? weight : 0;
        }
        double preference = wished == 0 ? 0 : PREFERENCE * granted / wished;
        for (Taint taint : node.taints()) {
            if (taint.effect() == Taint.Effect.PREFER_NO_SCHEDULE && !tolerates(pod, taint)) {
                preference -= SOFT_TAINT;
            }
        }
        return preference;
    }

    private static boolean anyMatches(List<NodeTerm> terms, NodeSpec node) {
        for (NodeTerm term : terms) {
            if (term.matches(node.name(), node.labels())) {
                return true;
            }
        }
        return false;
    }

    private static boolean tolerates(PodShape pod, Taint taint) {
        for (Toleration toleration : pod.nodes().tolerations()) {
            if (toleration.tolerates(taint)) {
                return true;
            }
        }
        return false;
    }
}
