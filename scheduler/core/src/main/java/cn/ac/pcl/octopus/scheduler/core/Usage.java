package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;

/// A sum over pods, by resource: whole amounts, and thousandths of devices of which pods have
/// shares. Sums of facts that nobody could have are wrapped, and come back when they are taken
/// away.
final class Usage {
    private long[] whole = {};
    private long[] milli = {};

    /// Adds so many pods of a class, or takes them away.
    void add(PodClass kind, long count) {
        for (int i = 0; i < kind.need.length; i++) {
            int resource = kind.need[i];
            if (resource >= whole.length) {
                whole = Arrays.copyOf(whole, resource + 4);
            }
            whole[resource] += kind.amount[i] * count;
        }
        if (kind.shareResource >= 0) {
            if (kind.shareResource >= milli.length) {
                milli = Arrays.copyOf(milli, kind.shareResource + 4);
            }
            milli[kind.shareResource] += kind.shareMilli * count;
        }
    }

    void add(Usage other) {
        whole = sum(whole, other.whole);
        milli = sum(milli, other.milli);
    }

    private static long[] sum(long[] to, long[] more) {
        long[] sum = Arrays.copyOf(to, Math.max(to.length, more.length));
        for (int i = 0; i < more.length; i++) {
            sum[i] += more[i];
        }
        return sum;
    }

    /// The amount of a resource; a device that is used in part counts as one.
    long of(int resource) {
        return whole(resource) + Math.ceilDiv(milli(resource), DeviceShare.WHOLE);
    }

    /// The amount of a resource if another sum came on top.
    long with(Usage more, int resource) {
        return whole(resource)
                + more.whole(resource)
                + Math.ceilDiv(milli(resource) + more.milli(resource), DeviceShare.WHOLE);
    }

    /// The amount of a resource, devices in parts too.
    double exact(int resource) {
        return whole(resource) + milli(resource) / (double) DeviceShare.WHOLE;
    }

    boolean has(int resource) {
        return whole(resource) > 0 || milli(resource) > 0;
    }

    int size() {
        return Math.max(whole.length, milli.length);
    }

    private long whole(int resource) {
        return resource < whole.length ? whole[resource] : 0;
    }

    private long milli(int resource) {
        return resource < milli.length ? milli[resource] : 0;
    }
}
