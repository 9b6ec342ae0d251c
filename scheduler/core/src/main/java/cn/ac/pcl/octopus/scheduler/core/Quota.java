package cn.ac.pcl.octopus.scheduler.core;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an account of a pool may use, and what it is promised. An account without a quota has
/// weight 1, no guarantee and no limit.
///
/// @param parent the workspace above this one, null for a workspace directly under the pool. A
///   user's account is always under its workspace. Workspaces whose parents lead back to themselves
///   are taken as directly under the pool, all of the loop
/// @param weight how much it gets beside accounts of the same parent: with twice the weight twice
///   as much. What is not a positive number is taken as 1
/// @param guarantee what it gets before others borrow, and back from those who borrowed it. What a
///   gang asks of resources that are not named here is not looked at, as long as one is
/// @param limit the most of each resource it may use, zero included; of what is not named, any
///   amount
public record Quota(
        AccountId account,
        @Nullable String parent,
        double weight,
        Resources guarantee,
        SortedMap<String, Long> limit) {
    public Quota {
        weight = weight > 0 && weight <= Double.MAX_VALUE ? weight : 1;
        TreeMap<String, Long> sane = new TreeMap<>();
        limit.forEach((name, most) -> sane.put(name, Math.clamp(most, 0, Resources.LIMIT)));
        limit = Collections.unmodifiableSortedMap(sane);
    }

    /// A quota that changes nothing.
    public static Quota of(AccountId account) {
        return new Quota(account, null, 1, Resources.NONE, Collections.emptySortedMap());
    }

    public Quota withParent(@Nullable String changed) {
        return new Quota(account, changed, weight, guarantee, limit);
    }

    public Quota withWeight(double changed) {
        return new Quota(account, parent, changed, guarantee, limit);
    }

    public Quota withGuarantee(Resources changed) {
        return new Quota(account, parent, weight, changed, limit);
    }

    public Quota withLimit(Map<String, Long> changed) {
        return new Quota(account, parent, weight, guarantee, new TreeMap<>(changed));
    }
}
