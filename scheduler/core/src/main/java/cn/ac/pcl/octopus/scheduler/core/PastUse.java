package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Map;

/// What an account of a pool has used, decayed over time.
///
/// @param at the moment of these figures
/// @param past the decayed use of the time before, by resource
/// @param since what it uses since then, by resource
public record PastUse(
        String pool,
        AccountId account,
        Instant at,
        Map<String, Double> past,
        Map<String, Double> since) {
    public PastUse {
        past = Map.copyOf(past);
        since = Map.copyOf(since);
    }
}
