package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

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
        at = Times.sane(at);
        past = sane(past);
        since = sane(since);
    }

    /// What is no number, or below zero, has not been used.
    private static Map<String, Double> sane(Map<String, Double> amounts) {
        return amounts.entrySet().stream()
                .filter(amount -> amount.getValue() > 0 && Double.isFinite(amount.getValue()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
