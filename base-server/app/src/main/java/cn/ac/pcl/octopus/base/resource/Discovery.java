package cn.ac.pcl.octopus.base.resource;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a look at the nodes changes in the table of system resources.
 *
 * @param add names of resources that are new
 * @param remove names of system resources that no node reports any more, and nobody needs
 */
record Discovery(Set<String> add, Set<String> remove) {
    /**
     * @param reported capacities of all nodes together; when there are none, nothing is concluded
     * @param system names of the system resources known
     * @param custom names of the custom resources known, which hide reported ones of that name
     * @param needed names of resources that stay although no node reports them
     */
    static Discovery of(
            Collection<String> reported,
            Collection<String> ignored,
            Collection<String> system,
            Collection<String> custom,
            Collection<String> needed) {
        var wanted = new TreeSet<>(reported);
        wanted.removeAll(ignored);
        if (wanted.isEmpty()) {
            return new Discovery(Set.of(), Set.of());
        }
        if (wanted.contains(Resource.MEMORY)) {
            wanted.add(Resource.SHM);
        }
        var gone = new TreeSet<>(system);
        gone.removeAll(wanted);
        gone.removeAll(needed);
        wanted.removeAll(system);
        wanted.removeAll(custom);
        return new Discovery(wanted, gone);
    }
}
