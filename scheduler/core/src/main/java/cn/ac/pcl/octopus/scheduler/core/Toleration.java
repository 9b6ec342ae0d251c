package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.Nullable;

/// Lets a pod onto tainted nodes.
///
/// @param key the taint's key, null for every key
/// @param value the taint's value, null for every value (operator Exists)
/// @param effect the taint's effect, null for every effect
public record Toleration(
        @Nullable String key, @Nullable String value, Taint.@Nullable Effect effect) {
    boolean tolerates(Taint taint) {
        return (key == null || key.equals(taint.key()))
                && (value == null || value.equals(taint.value()))
                && (effect == null || effect == taint.effect());
    }
}
