package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.GangId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What came of a simulation.
///
/// @param started how many gangs started
/// @param stranded the gangs that never started, each with the code of its reason
/// @param makespan from the first submission to the last end
/// @param waiting how long the gangs that started had waited, from their submission to the first
///   start
/// @param utilisation the part of each resource in use, on average over the makespan
/// @param busyUtilisation the same over the time in which gangs were still submitted
/// @param allocation what was in use after each change
/// @param restarts how often a gang that ran was stopped and began anew
/// @param lost the run time lost by that, over all gangs
/// @param cycles how often the core was asked
public record Outcome(
        int started,
        SortedMap<GangId, String> stranded,
        Duration makespan,
        Waiting waiting,
        SortedMap<String, Double> utilisation,
        SortedMap<String, Double> busyUtilisation,
        List<Sample> allocation,
        int restarts,
        Duration lost,
        long cycles) {
    /// Waiting times; zero where nobody started.
    public record Waiting(Duration mean, Duration median, Duration p99, Duration longest) {
        static Waiting of(List<Duration> times) {
            if (times.isEmpty()) {
                return new Waiting(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
            }
            List<Duration> sorted = times.stream().sorted().toList();
            Duration sum = sorted.stream().reduce(Duration.ZERO, Duration::plus);
            return new Waiting(
                    sum.dividedBy(sorted.size()),
                    at(sorted, 0.5),
                    at(sorted, 0.99),
                    sorted.getLast());
        }

        private static Duration at(List<Duration> sorted, double part) {
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
        }
    }

    /// What is in use from a moment on, by resource; shares of a device as parts of one.
    public record Sample(Instant at, Map<String, Double> used) {
        public Sample {
            used = Map.copyOf(used);
        }
    }
}
