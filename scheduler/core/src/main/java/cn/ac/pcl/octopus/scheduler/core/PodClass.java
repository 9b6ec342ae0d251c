package cn.ac.pcl.octopus.scheduler.core;

import java.util.Map;

/// A scheduling class: all pods of equal shape, with the shape's requests as dense arrays.
final class PodClass {
    final PodShape shape;

    /// The resources asked for, `pods` first, and how much of each.
    final int[] need;

    final long[] amount;

    /// The resource of which a share is asked, -1 for none.
    final int shareResource;

    final int shareMilli;

    /// How many devices are asked for, shares by their size.
    final double devices;

    /// How many live pods have this shape.
    int pods;

    PodClass(PodShape shape, Symbols symbols) {
        this.shape = shape;
        // What a pod asks of the resource "pods" is its own place, whatever it says.
        Map<String, Long> asked = shape.requests().with(Resources.PODS, 0).amounts();
        need = new int[asked.size() + 1];
        amount = new long[need.length];
        need[0] = Symbols.PODS;
        amount[0] = 1;
        int i = 1;
        for (Map.Entry<String, Long> entry : asked.entrySet()) {
            need[i] = symbols.index(entry.getKey());
            amount[i++] = entry.getValue();
        }
        DeviceShare share = shape.share();
        shareResource = share == null ? -1 : symbols.index(share.resource());
        shareMilli = share == null ? 0 : share.milli();
        double pieces = shareMilli / (double) DeviceShare.WHOLE;
        for (int n = 1; n < need.length; n++) {
            pieces += symbols.isDevice(need[n]) ? (double) amount[n] : 0;
        }
        devices = pieces;
    }

    boolean bestEffort() {
        return need.length == 1 && shareResource < 0;
    }

    /// What one pod asks of a resource; a share counts as one piece.
    long amountOf(int resource) {
        long sum = resource == shareResource ? 1 : 0;
        for (int i = 0; i < need.length; i++) {
            if (need[i] == resource) {
                sum += amount[i];
            }
        }
        return sum;
    }

    /// How many of so many pods one node takes whatever it has: one when they take a port of it.
    long atMostPerNode(long count) {
        return Math.min(count, shape.ports().isEmpty() ? 1L << 20 : 1);
    }

    /// True when one pod of each class cannot be on one node for a port that both take.
    boolean collidesWith(PodClass other) {
        for (HostPort taken : shape.ports()) {
            for (HostPort asked : other.shape.ports()) {
                if (asked.collidesWith(taken)) {
                    return true;
                }
            }
        }
        return false;
    }
}
