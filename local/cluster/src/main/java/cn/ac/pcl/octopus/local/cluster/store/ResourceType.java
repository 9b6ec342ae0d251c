package cn.ac.pcl.octopus.local.cluster.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A type of objects.
 *
 * @param group of its API, empty for the core
 * @param shortNames what kubectl takes for its name
 * @param traits how its objects behave
 * @param fields what field selectors may ask for
 */
public record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        List<String> shortNames,
        Set<Trait> traits,
        Set<String> fields) {

    /** How the objects of a type behave. */
    public enum Trait {
        NAMESPACED,
        /** `status` is written through its own subresource only. */
        STATUS,
        /** `metadata.generation` counts the changes of the specification. */
        GENERATION,
        /** An update must say which version it replaces. */
        VERSIONED,
        /** Names are DNS labels, not subdomains. */
        LABEL_NAMES
    }

    public ResourceType {
        shortNames = List.copyOf(shortNames);
        traits = Set.copyOf(traits);
        Set<String> all = new HashSet<>(fields);
        all.add("metadata.name");
        if (traits.contains(Trait.NAMESPACED)) {
            all.add("metadata.namespace");
        }
        fields = Set.copyOf(all);
    }

    /** `plural.group`: where its objects are stored, and how messages name the type. */
    public String id() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    public boolean namespaced() {
        return has(Trait.NAMESPACED);
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
