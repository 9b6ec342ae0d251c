package cn.ac.pcl.octopus.scheduler.core;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The domains in which a group may begin whose pods must be near to each other, and of which none
/// runs yet: where the first goes all others go, so the domain must have room for all.
final class Beginnings {
    private static final class Domain {
        final int number;
        long room;

        Domain(int number) {
            this.number = number;
        }
    }

    private Beginnings() {}

    /// The domains with room for so many pods of a class, the tightest first, of equals by name.
    static List<Integer> of(Site site, Nodes nodes, PodClass kind, long pods, PodCount near) {
        Map<String, Domain> domains = new TreeMap<>();
        for (int slot : site.nodes()) {
            NodeSpec node = nodes.spec(slot);
            String name = node.label(near.of.key());
            if (name != null && !Double.isNaN(Filter.preference(kind.shape, node))) {
                domains.computeIfAbsent(name, key -> new Domain(near.key.domain(slot))).room +=
                        nodes.fits(kind, slot);
            }
        }
        return domains.values().stream()
                .filter(domain -> domain.room >= pods)
                .sorted(Comparator.comparingLong(domain -> domain.room))
                .map(domain -> domain.number)
                .toList();
    }
}
