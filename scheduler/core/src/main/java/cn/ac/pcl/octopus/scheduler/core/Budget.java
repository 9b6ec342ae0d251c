package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.Nullable;

/// How much of somebody's pods may be ended early for others. Pods that have been given notice, or
/// are being ended, count as leaving.
///
/// @param pool the pool of the account; null for a budget of a gang
/// @param account whose pods; null for a budget of a gang
/// @param gang whose pods; null for a budget of an account
/// @param mostLeaving so many of them may be leaving at a time
/// @param leastStaying so many of them must run that are not leaving
public record Budget(
        String name,
        @Nullable String pool,
        @Nullable AccountId account,
        @Nullable GangId gang,
        int mostLeaving,
        int leastStaying) {
    public static Budget ofAccount(
            String name, String pool, AccountId account, int mostLeaving, int leastStaying) {
        return new Budget(name, pool, account, null, mostLeaving, leastStaying);
    }

    public static Budget ofGang(String name, GangId gang, int mostLeaving, int leastStaying) {
        return new Budget(name, null, null, gang, mostLeaving, leastStaying);
    }
}
