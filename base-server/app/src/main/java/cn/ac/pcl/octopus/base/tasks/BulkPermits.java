package cn.ac.pcl.octopus.base.tasks;

import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Permits to move much data. One beneficiary gets all of them but one: what is begun cannot be
 * taken back for hours, so the last one is kept for whoever comes next.
 *
 * <p>Whoever found none stands in line and is called when one comes back. Since the call may be
 * lost, those in line also ask by themselves, the more seldom the more they are, so that all
 * together ask ten times a second whether they are a hundred or thousands.
 */
final class BulkPermits {
    private static final Duration APART = Duration.ofMillis(100);
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final int all;
    private final Map<String, Integer> held = new HashMap<>();
    private final Map<TaskInstanceId, String> line = new LinkedHashMap<>();
    private int taken;

    BulkPermits(int all) {
        this.all = all;
    }

    /** Takes a permit for somebody's task, if there is one for them at this moment. */
    synchronized boolean tryTake(TaskInstanceId task, String whom) {
        if (!isFree(whom)) {
            return false;
        }
        line.remove(task);
        taken++;
        held.merge(whom, 1, Integer::sum);
        return true;
    }

    private boolean isFree(String whom) {
        boolean isLastOfOne = all > 1 && held.getOrDefault(whom, 0) == all - 1;
        return taken < all && !isLastOfOne;
    }

    /** Puts somebody's task in line. */
    synchronized void lineUp(TaskInstanceId task, String whom) {
        line.put(task, whom);
    }

    /** How long a task in line rests before it asks by itself. */
    synchronized Duration rest() {
        return Duration.ofMillis(
                Math.clamp(
                        line.size() * APART.toMillis(), SHORTEST.toMillis(), LONGEST.toMillis()));
    }

    /** Gives somebody's permit back. */
    synchronized void giveBack(String whom) {
        taken--;
        held.computeIfPresent(whom, (_, own) -> own == 1 ? null : own - 1);
    }

    /** Takes the first one for whom there is a permit now out of the line. */
    synchronized Optional<TaskInstanceId> next() {
        var next =
                line.entrySet().stream()
                        .filter(waiting -> isFree(waiting.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst();
        next.ifPresent(line::remove);
        return next;
    }
}
