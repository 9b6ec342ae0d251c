package cn.ac.pcl.octopus.base.tasks;

import java.util.HashMap;
import java.util.Map;

/**
 * Permits to move much data. One beneficiary gets all of them but one: what is begun cannot be
 * taken back for hours, so the last one is kept for whoever comes next.
 */
final class BulkPermits {
    private final int all;
    private final Map<String, Integer> held = new HashMap<>();
    private int taken;

    BulkPermits(int all) {
        this.all = all;
    }

    /** Takes a permit for somebody, if there is one for them at this moment. */
    synchronized boolean tryTake(String whom) {
        int own = held.getOrDefault(whom, 0);
        boolean isLastOfOne = all > 1 && own == all - 1;
        if (taken == all || isLastOfOne) {
            return false;
        }
        taken++;
        held.put(whom, own + 1);
        return true;
    }

    synchronized void giveBack(String whom) {
        taken--;
        held.computeIfPresent(whom, (_, own) -> own == 1 ? null : own - 1);
    }
}
