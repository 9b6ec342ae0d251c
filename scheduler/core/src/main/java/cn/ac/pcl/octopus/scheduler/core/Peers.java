package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The parked lines that are alike in everything but how long their gangs run: what one waits for
/// they all wait for, and whose turn is first among them is the first that is asked.
final class Peers {
    private static final Comparator<Line> BY_TURN =
            Comparator.comparing((Line line) -> line.gangs.first(), Gang.ORDER);

    static final Comparator<Line> BY_RUN_TIME =
            Comparator.comparing(Peers::runTime).thenComparingInt(line -> line.number);

    /// What they have in common: no run time is in it.
    final Line.Key key;

    /// A number of its own, only to tell peers apart.
    final int number;

    /// First comes the line whose turn is next.
    final TreeSet<Line> byTurn = new TreeSet<>(BY_TURN);

    /// First comes the line whose gangs end first.
    final TreeSet<Line> byRunTime = new TreeSet<>(BY_RUN_TIME);

    /// Under what they are registered while they wait for room; null when no one class tells.
    Lines.@Nullable Watch watch;

    /// [Pools#stirs] when one of them failed last.
    long failedAt;

    /// [Neighbours#fingerprint] when one of them failed last; null when no rule is about them.
    @Nullable Long neighbours;

    Peers(Line.Key key, int number) {
        this.key = key;
        this.number = number;
    }

    private static Duration runTime(Line line) {
        Duration declared = line.key.runTime();
        return declared == null ? Duration.ZERO : declared;
    }

    /// The line whose turn is next.
    Line first() {
        return byTurn.first();
    }

    /// How many pods must find room at once.
    int need() {
        return Math.max(1, key.need());
    }

    /// The line whose turn comes first of those that are gone before what is kept is needed; null
    /// when all run too long.
    @Nullable Line passing(Kept kept, Instant now) {
        Line first = null;
        if (key.need() == 0) {
            return null;
        }
        for (Line line : byRunTime) {
            if (line.key.runTime() != null) {
                if (!kept.letsPass(line.gangs.first().known(), now)) {
                    break;
                }
                first = first == null || BY_TURN.compare(line, first) < 0 ? line : first;
            }
        }
        return first;
    }
}
