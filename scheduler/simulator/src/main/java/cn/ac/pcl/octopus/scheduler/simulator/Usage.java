package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.DeviceShare;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Adds up what is in use over time.
final class Usage {
    private static final double MILLION = 1e6;

    private final SortedMap<String, Double> total = new TreeMap<>();
    private final SortedMap<String, Double> used = new TreeMap<>();
    private final SortedMap<String, Double> seconds = new TreeMap<>();
    private final SortedMap<String, Double> capacitySeconds = new TreeMap<>();
    private final List<Outcome.Sample> samples = new ArrayList<>();
    private Instant since;
    private boolean changed;

    Usage(Instant begin) {
        since = begin;
    }

    /// Lets the clock go on.
    void advance(Instant now) {
        double passed = Duration.between(since, now).toNanos() / 1e9;
        if (passed > 0) {
            if (changed) {
                samples.add(new Outcome.Sample(since, rounded()));
                changed = false;
            }
            used.forEach((name, amount) -> seconds.merge(name, amount * passed, Double::sum));
            total.forEach(
                    (name, amount) -> capacitySeconds.merge(name, amount * passed, Double::sum));
            since = now;
        }
    }

    void node(NodeSpec node, int sign) {
        add(total, node.allocatable(), sign);
    }

    void pod(PodShape shape, int sign) {
        add(used, shape.requests(), sign);
        DeviceShare share = shape.share();
        if (share != null) {
            double part = share.milli() / (double) DeviceShare.WHOLE;
            used.merge(share.resource(), sign * part, Double::sum);
        }
        changed = true;
    }

    private static void add(Map<String, Double> sums, Resources amounts, int sign) {
        amounts.amounts()
                .forEach((name, amount) -> {
                    if (!name.equals(Resources.PODS)) {
                        sums.merge(name, sign * (double) amount, Double::sum);
                    }
                });
    }

    /// The part of each resource in use since the beginning, on average.
    SortedMap<String, Double> utilisation() {
        SortedMap<String, Double> parts = new TreeMap<>();
        capacitySeconds.forEach((name, there) -> {
            if (there > 0) {
                parts.put(name, seconds.getOrDefault(name, 0.0) / there);
            }
        });
        return parts;
    }

    List<Outcome.Sample> samples() {
        List<Outcome.Sample> all = new ArrayList<>(samples);
        all.add(new Outcome.Sample(since, rounded()));
        return all;
    }

    /// Without the dust that sums of fractions leave.
    private Map<String, Double> rounded() {
        Map<String, Double> rounded = new TreeMap<>();
        used.forEach(
                (name, amount) -> rounded.put(name, Math.round(amount * MILLION) / MILLION + 0.0));
        return rounded;
    }
}
