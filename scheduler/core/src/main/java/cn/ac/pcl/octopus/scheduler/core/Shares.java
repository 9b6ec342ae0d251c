package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is in use of devices that pods share, device by device: kept only where some are.
final class Shares {
    private static final int[] NO_DEVICES = {};

    /// More devices than any node has.
    private static final int MOST = 1024;

    /// `inUse[slot][resource][device]` = thousandths in use; null where none are.
    private int[] @Nullable [][] inUse = new int[0][][];

    void reserve(int slots) {
        inUse = Arrays.copyOf(inUse, slots);
    }

    void clear(int slot) {
        inUse[slot] = null;
    }

    /// Thousandths in use of each device of which shares are in use; zero for a device without.
    int[] of(int slot, int resource) {
        int[][] ofNode = inUse[slot];
        return ofNode == null || resource >= ofNode.length ? NO_DEVICES : ofNode[resource];
    }

    /// The device for one more share: the wanted one, or that which suits best.
    ///
    /// @param wanted -1 for any
    int choose(int slot, int resource, int milli, int wanted) {
        int device = wanted < 0 ? deviceFor(of(slot, resource), milli) : wanted;
        return Math.min(device, MOST - 1);
    }

    /// The fullest device that holds a share, else the first that is whole.
    static int deviceFor(int[] inUse, int milli) {
        int fullest = -1;
        int vacant = inUse.length;
        for (int d = inUse.length - 1; d >= 0; d--) {
            if (inUse[d] == 0) {
                vacant = d;
            } else if (inUse[d] + milli <= DeviceShare.WHOLE
                    && (fullest < 0 || inUse[d] >= inUse[fullest])) {
                fullest = d;
            }
        }
        return fullest < 0 ? vacant : fullest;
    }

    /// Counts a share.
    ///
    /// @return true when the device was whole
    boolean add(int slot, int resource, int milli, int device) {
        int[] devices = of(slot, resource);
        if (device >= devices.length) {
            devices = Arrays.copyOf(devices, device + 1);
            put(slot, resource, devices);
        }
        devices[device] += milli;
        return devices[device] == milli;
    }

    private void put(int slot, int resource, int[] devices) {
        int[][] ofNode = inUse[slot];
        int known = ofNode == null ? 0 : ofNode.length;
        if (ofNode == null || resource >= known) {
            ofNode = ofNode == null ? new int[resource + 1][] : Arrays.copyOf(ofNode, resource + 1);
            Arrays.fill(ofNode, known, ofNode.length, NO_DEVICES);
            inUse[slot] = ofNode;
        }
        ofNode[resource] = devices;
    }

    /// Counts a share no longer.
    ///
    /// @return true when the device is whole now
    boolean remove(int slot, int resource, int milli, int device) {
        int[] devices = of(slot, resource);
        devices[device] -= milli;
        return devices[device] == 0;
    }

    /// How many shares of a size find room beside others.
    long fitBesideOthers(int slot, int resource, int milli) {
        long count = 0;
        for (int used : of(slot, resource)) {
            if (used > 0 && used < DeviceShare.WHOLE) {
                count += (DeviceShare.WHOLE - used) / milli;
            }
        }
        return count;
    }

    /// Thousandths that are free beside others.
    long partsFree(int slot, int resource) {
        long parts = 0;
        for (int used : of(slot, resource)) {
            parts += used > 0 ? DeviceShare.WHOLE - used : 0;
        }
        return parts;
    }
}
