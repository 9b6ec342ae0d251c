package cn.ac.pcl.octopus.scheduler.core;

/// Spreads pods evenly over domains: the domain of a new pod has, with it, at most so many more of
/// them than the domain that has the fewest. The domains are those of the nodes of its pool that
/// its selector and required terms accept and that have the labels of all its rules of this kind.
///
/// @param key the label of nodes that names the domain; a node without it takes none of the pods
/// @param maxSkew how many more; below 1 is taken as 1
/// @param minDomains while there are fewer domains, the fewest is taken as zero; below 1 is no
///   condition
/// @param required false when it only makes the emptier domain better
public record SpreadRule(
        PodSelector pods, String key, int maxSkew, int minDomains, boolean required) {
    public SpreadRule {
        maxSkew = Math.max(1, maxSkew);
        minDomains = Math.max(0, minDomains);
    }
}
