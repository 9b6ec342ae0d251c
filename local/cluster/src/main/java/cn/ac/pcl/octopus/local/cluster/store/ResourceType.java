package cn.ac.pcl.octopus.local.cluster.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A type of objects as one version of its API group serves it.
 *
 * @param id where the objects are stored; the served versions of a type share it
 * @param scope whether objects belong to namespaces
 * @param names what the type is called
 * @param traits how its objects behave
 * @param fields what field selectors may ask for
 */
public record ResourceType(
        String id,
        String group,
        String version,
        Scope scope,
        Naming names,
        Set<Trait> traits,
        Set<String> fields) {

    /** Where the objects of a type belong. */
    public enum Scope {
        NAMESPACED,
        CLUSTER
    }

    /** How the objects of a type behave. */
    public enum Trait {
        /** `status` is written through its own subresource only. */
        STATUS,
        /** `metadata.generation` counts the changes of the specification. */
        GENERATION,
        /** Defined by a CustomResourceDefinition. */
        CUSTOM,
        /** Names are DNS labels, not subdomains. */
        LABEL_NAMES,
        /** A deletion answers with the deleted object. */
        ANSWERS_DELETED
    }

    /** The names of a type. */
    public record Naming(
            String plural,
            String singular,
            String kind,
            String listKind,
            List<String> shortNames,
            List<String> categories) {
        public Naming {
            shortNames = List.copyOf(shortNames);
            categories = List.copyOf(categories);
        }
    }

    public ResourceType {
        traits = Set.copyOf(traits);
        Set<String> all = new HashSet<>(fields);
        all.add("metadata.name");
        if (scope == Scope.NAMESPACED) {
            all.add("metadata.namespace");
        }
        fields = Set.copyOf(all);
    }

    public String plural() {
        return names.plural();
    }

    public String kind() {
        return names.kind();
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** `plural.group`, as messages name a type. */
    public String qualifiedName() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }
}
