package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What pods without a gang hold on each node: daemons, and what other schedulers have placed.
/// Nobody here knows when they end or may end them, so nobody can wait for their room.
final class Foreign {
    private @Nullable Usage[] bySlot = {};

    void reserve(int slots) {
        bySlot = Arrays.copyOf(bySlot, slots);
    }

    /// Counts a pod, or takes it away.
    void add(Pod pod, int slot, int count) {
        if (pod.gang != null) {
            return;
        }
        Usage held = bySlot[slot];
        if (held == null) {
            held = new Usage();
            bySlot[slot] = held;
        }
        held.add(pod.kind, count);
    }

    /// How much of a resource they hold on a node; a device that is used in part counts as one.
    long of(int slot, int resource) {
        Usage held = bySlot[slot];
        return held == null ? 0 : held.of(resource);
    }

    /// True when one of them takes a port that a class asks for.
    ///
    /// @param first the first of all pods on the node
    static boolean takesPortOf(PodClass kind, @Nullable Pod first) {
        if (kind.shape.ports().isEmpty()) {
            return false;
        }
        for (Pod pod = first; pod != null; pod = pod.nextOnNode) {
            if (pod.gang == null && pod.kind.collidesWith(kind)) {
                return true;
            }
        }
        return false;
    }

    /// How many shares of a class so many devices hold beside what these pods have of them.
    ///
    /// @param first the first of all pods on the node
    static long sharesBeside(PodClass kind, @Nullable Pod first, long devices) {
        long whole = devices;
        Map<Integer, Integer> parts = new HashMap<>();
        for (Pod pod = first; pod != null; pod = pod.nextOnNode) {
            if (pod.gang == null) {
                whole -= pod.kind.amountOf(kind.shareResource);
                if (pod.kind.shareResource == kind.shareResource) {
                    // Counted once a device, below.
                    whole++;
                    parts.merge(pod.device, pod.kind.shareMilli, Integer::sum);
                }
            }
        }
        whole -= parts.size();
        long count = Math.max(0, whole) * (DeviceShare.WHOLE / kind.shareMilli);
        for (int used : parts.values()) {
            count += Math.max(0, DeviceShare.WHOLE - used) / kind.shareMilli;
        }
        return count;
    }
}
