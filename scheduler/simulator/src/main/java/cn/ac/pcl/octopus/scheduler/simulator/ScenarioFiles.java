package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.DeviceShare;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.Mix;
import cn.ac.pcl.octopus.scheduler.core.NodeRules;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.Owner;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads clusters and workloads from YAML. `scheduler/simulator/README.md` shows both.
public final class ScenarioFiles {
    private static final double TYPICAL = 0.95;

    private record Cluster(
            @Nullable Duration patience,
            List<PoolEntry> pools,
            List<NodeEntry> nodes,
            @Nullable List<OutageEntry> outages) {}

    private record PoolEntry(
            String name, @Nullable Map<String, String> selector, @Nullable String packing) {}

    private record NodeEntry(
            String name,
            @Nullable Integer count,
            @Nullable Map<String, String> labels,
            Map<String, String> resources) {}

    private record OutageEntry(String node, Duration from, Duration to) {}

    private record Workload(@Nullable Long seed, List<JobEntry> jobs) {}

    private record JobEntry(
            String name,
            String pool,
            @Nullable Integer count,
            @Nullable String workspace,
            @Nullable String user,
            @Nullable Integer priority,
            @Nullable Integer pods,
            @Nullable Integer minMember,
            Map<String, String> asks,
            @Nullable ShareEntry share,
            @Nullable Map<String, String> selector,
            @Nullable ArrivalEntry arrives,
            RunEntry runs) {}

    private record ShareEntry(String resource, double part) {}

    private record ArrivalEntry(
            @Nullable Duration first, @Nullable Duration every, @Nullable Boolean random) {}

    private record RunEntry(Duration least, @Nullable Duration most, @Nullable Double declares) {}

    private ScenarioFiles() {}

    /// A cluster file and a workload file. What is left to chance is drawn with the workload's
    /// seed.
    ///
    /// @throws FaultyDocument when one of them is not what it should be
    public static Scenario read(Path cluster, Path workload) throws IOException {
        return parse(text(cluster), text(workload));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    static Scenario parse(String clusterText, String workloadText) {
        Cluster cluster = document("cluster", clusterText, Cluster.class);
        Workload workload = document("workload", workloadText, Workload.class);
        Settings settings =
                cluster.patience() == null
                        ? Settings.DEFAULT
                        : Settings.DEFAULT.withPatience(cluster.patience());
        List<Job> jobs = jobs(workload);
        List<PoolSpec> pools = cluster.pools().stream().map(ScenarioFiles::pool).toList();
        Map<String, Mix> mixes = new HashMap<>();
        for (PoolSpec pool : pools) {
            if (pool.packing() == PoolSpec.Packing.WHOLE_DEVICES) {
                mixes.put(pool.name(), mix(pool.name(), jobs));
            }
        }
        return new Scenario(
                settings, pools, nodes(cluster.nodes()), mixes, jobs, outages(cluster.outages()));
    }

    private static <T> T document(String what, String text, Class<T> type) {
        try {
            return Documents.YAML.readValue(text, type);
        } catch (JacksonException fault) {
            throw new FaultyDocument(what + ": " + Documents.fault(fault), fault);
        }
    }

    private static PoolSpec pool(PoolEntry entry) {
        Map<String, String> selector = orElse(entry.selector(), Map.of());
        PoolSpec pool = PoolSpec.of(entry.name(), selector).withShared(selector.isEmpty());
        if (entry.packing() == null) {
            return pool;
        }
        try {
            return pool.withPacking(
                    PoolSpec.Packing.valueOf(entry.packing().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            throw new FaultyDocument(
                    "pool %s: packing is pack, spread or whole_devices, not %s"
                            .formatted(entry.name(), entry.packing()),
                    unknown);
        }
    }

    private static Mix mix(String pool, List<Job> jobs) {
        return Mix.observed(
                jobs.stream()
                        .filter(job -> job.gang().pool().equals(pool))
                        .flatMap(job -> job.pods().stream())
                        .toList(),
                TYPICAL);
    }

    private static List<NodeSpec> nodes(List<NodeEntry> entries) {
        List<NodeSpec> nodes = new ArrayList<>();
        for (NodeEntry entry : entries) {
            int count = orElse(entry.count(), 1);
            for (int i = 0; i < count; i++) {
                nodes.add(
                        NodeSpec.of(
                                entry.count() == null ? entry.name() : entry.name() + "-" + i,
                                orElse(entry.labels(), Map.of()),
                                Quantities.resources(entry.resources())));
            }
        }
        return nodes;
    }

    private static List<Scenario.Outage> outages(@Nullable List<OutageEntry> entries) {
        return orElse(entries, Collections.<OutageEntry>emptyList()).stream()
                .map(entry ->
                        new Scenario.Outage(
                                entry.node(),
                                Scenario.BEGIN.plus(entry.from()),
                                Scenario.BEGIN.plus(entry.to())))
                .toList();
    }

    private static List<Job> jobs(Workload workload) {
        Random random = new Random(orElse(workload.seed(), 0L));
        List<Job> jobs = new ArrayList<>();
        for (JobEntry entry : workload.jobs()) {
            ArrivalEntry arrival = orElse(entry.arrives(), new ArrivalEntry(null, null, null));
            Instant at = Scenario.BEGIN.plus(orElse(arrival.first(), Duration.ZERO));
            Duration every = orElse(arrival.every(), Duration.ZERO);
            PodShape shape = shape(entry);
            int count = orElse(entry.count(), 1);
            for (int i = 0; i < count; i++) {
                String name = entry.count() == null ? entry.name() : entry.name() + "-" + i;
                jobs.add(job(entry, name, shape, at, lasts(entry.runs(), random)));
                at = at.plus(gap(every, orElse(arrival.random(), false), random));
            }
        }
        return jobs;
    }

    /// At random: so that they come one by one, independently of each other (Poisson).
    private static Duration gap(Duration every, boolean atRandom, Random random) {
        double factor = atRandom ? -Math.log(1 - random.nextDouble()) : 1;
        return Duration.ofMillis(Math.round(factor * every.toMillis()));
    }

    private static Duration lasts(RunEntry runs, Random random) {
        Duration most = orElse(runs.most(), runs.least());
        long span = most.minus(runs.least()).toMillis();
        if (span < 0 || runs.least().isNegative()) {
            throw new FaultyDocument("runs: most is less than least, or least is negative");
        }
        return runs.least().plusMillis(Math.round(random.nextDouble() * span));
    }

    private static Job job(
            JobEntry entry, String name, PodShape shape, Instant at, Duration lasts) {
        Owner owner = new Owner(orElse(entry.workspace(), ""), orElse(entry.user(), ""));
        int pods = orElse(entry.pods(), 1);
        GangSpec gang =
                GangSpec.of(
                                new GangId(owner.workspace(), name),
                                entry.pool(),
                                orElse(entry.minMember(), pods),
                                at)
                        .withPriority(orElse(entry.priority(), 0))
                        .withOwner(owner)
                        .withRunTime(declared(entry.runs(), lasts));
        return new Job(gang, Collections.nCopies(pods, shape), lasts);
    }

    private static @Nullable Duration declared(RunEntry runs, Duration lasts) {
        Double factor = runs.declares();
        return factor == null ? null : Duration.ofMillis(Math.round(lasts.toMillis() * factor));
    }

    private static PodShape shape(JobEntry entry) {
        PodShape shape = PodShape.asking(Quantities.resources(entry.asks()));
        ShareEntry share = entry.share();
        if (share != null) {
            shape = shape.withShare(DeviceShare.of(share.resource(), share.part()));
        }
        return shape.withNodes(NodeRules.NONE.withSelector(orElse(entry.selector(), Map.of())));
    }

    private static <T> T orElse(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
