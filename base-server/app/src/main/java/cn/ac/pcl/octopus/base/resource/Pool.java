package cn.ac.pcl.octopus.base.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A pool as administrators describe it.
 *
 * @param specIds ids of the specs that it offers, by group
 */
record Pool(String name, String description, Map<Group, List<String>> specIds) {
    Pool {
        var groups = new TreeMap<Group, List<String>>();
        for (var group : Group.values()) {
            groups.put(group, List.copyOf(specIds.getOrDefault(group, List.of())));
        }
        specIds = Map.copyOf(groups);
    }

    /** What a spec is offered for. */
    enum Group {
        DEBUG("debug"),
        TRAIN("train"),
        DEPLOY("deploy");

        private final String key;

        Group(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        static Optional<Group> of(String key) {
            for (var group : values()) {
                if (group.key.equals(key)) {
                    return Optional.of(group);
                }
            }
            return Optional.empty();
        }
    }

    List<String> specIds(Group group) {
        return specIds.getOrDefault(group, List.of());
    }

    boolean offers(String specId) {
        return specIds.values().stream().anyMatch(ids -> ids.contains(specId));
    }
}
