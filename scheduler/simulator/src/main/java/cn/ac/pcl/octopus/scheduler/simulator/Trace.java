package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.DeviceShare;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.Mix;
import cn.ac.pcl.octopus.scheduler.core.NodeRules;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeTerm;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the files of the published GPU trace of 2023: machines, and pods that ask for parts of a
/// device, for several, or for none.
public final class Trace {
    public static final String GPU = "nvidia.com/gpu";
    public static final String MODEL = "model";

    /// So large a part of a list is made up by its typical pods.
    static final double TYPICAL = 0.95;

    static final String POOL = "pool";

    private static final Set<String> PROMPT = Set.of("LS", "Guaranteed");

    /// A pod of a list.
    ///
    /// @param milli thousandths of devices it asks for, over all its devices
    /// @param arrival seconds after the beginning, -1 when the list has no times
    /// @param duration seconds it runs, -1 when the list has no times
    /// @param priority 1 for those of which somebody waits for the answer, 0 for the others
    public record Arrival(
            String name, PodShape shape, long milli, long arrival, long duration, int priority) {
        boolean timed() {
            return arrival >= 0;
        }
    }

    private Trace() {}

    /// The machines of a node list, each with the labels it gets in the cluster.
    public static List<NodeSpec> nodes(Path file, Map<String, String> labels) throws IOException {
        List<NodeSpec> nodes = new ArrayList<>();
        for (Row row : rows(file)) {
            Map<String, String> all = new HashMap<>(labels);
            all.put(MODEL, row.text("model"));
            Resources resources =
                    Resources.of(
                                    Resources.CPU,
                                    row.number("cpu_milli"),
                                    Resources.MEMORY,
                                    row.number("memory_mib"))
                            .with(GPU, row.number("gpu"));
            nodes.add(NodeSpec.of(row.text("sn"), all, resources));
        }
        return nodes;
    }

    /// The pods of a list. Their shapes are shared: pods that ask for the same are one class.
    public static List<Arrival> pods(Path file) throws IOException {
        Map<PodShape, PodShape> shapes = new HashMap<>();
        List<Arrival> pods = new ArrayList<>();
        for (Row row : rows(file)) {
            long devices = row.number("num_gpu");
            long milli = row.number("gpu_milli");
            Resources resources =
                    Resources.of(
                            Resources.CPU,
                            row.number("cpu_milli"),
                            Resources.MEMORY,
                            row.number("memory_mib"));
            boolean shared = devices == 1 && milli < DeviceShare.WHOLE;
            PodShape shape =
                    PodShape.asking(shared ? resources : resources.with(GPU, devices))
                            .withShare(shared ? new DeviceShare(GPU, (int) milli) : null)
                            .withNodes(models(row.text("gpu_spec")));
            PodShape known = shapes.putIfAbsent(shape, shape);
            boolean timed = row.has("deletion_time");
            long arrival = timed ? row.number("creation_time") : -1;
            pods.add(
                    new Arrival(
                            row.text("name"),
                            known == null ? shape : known,
                            shared ? milli : devices * DeviceShare.WHOLE,
                            arrival,
                            timed ? Math.max(1, row.number("deletion_time") - arrival) : -1,
                            PROMPT.contains(row.text("qos")) ? 1 : 0));
        }
        return pods;
    }

    /// The list with its times, on these nodes, at a load of one's choice: the pods come in their
    /// order and run as long as they did, but the time between them is stretched or shortened until
    /// they ask for so much of the devices while they come. The first tenth, which came over
    /// months, then is there from the beginning.
    ///
    /// @param load the devices asked for over those there are, on average over the time in which
    ///   pods come; null for the times as they were
    /// @throws FaultyDocument when the list has no times
    public static Scenario scenario(
            List<NodeSpec> nodes,
            List<Arrival> list,
            PoolSpec.Packing packing,
            @Nullable Double load) {
        if (list.isEmpty() || !list.stream().allMatch(Arrival::timed)) {
            throw new FaultyDocument("the list has no times");
        }
        List<Arrival> order =
                list.stream().sorted(Comparator.comparingLong(Arrival::arrival)).toList();
        long first = load == null ? order.getFirst().arrival() : begin(order);
        double devices = nodes.stream().mapToLong(it -> it.allocatable().amount(GPU)).sum();
        double pace = load == null ? 1 : pace(order, load * devices);
        List<Job> jobs = new ArrayList<>();
        for (Arrival arrival : order) {
            Duration lasts = Duration.ofSeconds(arrival.duration());
            Duration after =
                    Duration.ofMillis(
                            Math.round(Math.max(0, arrival.arrival() - first) * pace * 1e3));
            jobs.add(
                    new Job(
                            GangSpec.of(
                                            new GangId("trace", arrival.name()),
                                            POOL,
                                            1,
                                            Scenario.BEGIN.plus(after))
                                    .withPriority(arrival.priority())
                                    .withRunTime(declared(arrival.duration())),
                            List.of(arrival.shape()),
                            lasts));
        }
        Mix mix = Mix.observed(list.stream().map(Arrival::shape).toList(), TYPICAL);
        return new Scenario(
                Settings.DEFAULT,
                List.of(PoolSpec.of(POOL, Map.of()).withShared(true).withPacking(packing)),
                nodes,
                Map.of(POOL, mix),
                jobs,
                List.of());
    }

    /// People declare limits in steps, here of one, two, four, … minutes.
    private static Duration declared(long seconds) {
        long minutes = Math.ceilDiv(seconds, 60);
        return Duration.ofMinutes(minutes <= 1 ? 1 : Long.highestOneBit(minutes - 1) << 1);
    }

    /// By how much to stretch the time between arrivals so that so many devices are asked for.
    private static double pace(List<Arrival> order, double devices) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (asked(order, middle) > devices) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static long begin(List<Arrival> order) {
        return order.get(order.size() / 10).arrival();
    }

    /// The devices asked for, on average over the time in which pods come.
    private static double asked(List<Arrival> order, double pace) {
        long first = begin(order);
        double span = (order.getLast().arrival() - first) * pace;
        double sum = 0;
        for (Arrival arrival : order) {
            double left = span - Math.max(0, arrival.arrival() - first) * pace;
            sum +=
                    arrival.milli()
                            / (double) DeviceShare.WHOLE
                            * Math.min(left, (double) arrival.duration());
        }
        return span > 0 ? sum / span : Double.POSITIVE_INFINITY;
    }

    private static NodeRules models(String allowed) {
        return allowed.isEmpty()
                ? NodeRules.NONE
                : NodeRules.NONE.withRequired(
                        List.of(
                                new NodeTerm(
                                        List.of(
                                                new LabelRule(
                                                        MODEL,
                                                        LabelRule.Operator.IN,
                                                        List.of(allowed.split("\\|", -1)))))));
    }

    /// One line of a list.
    private record Row(Path file, int line, Map<String, String> cells) {
        boolean has(String column) {
            return cells.containsKey(column);
        }

        /// Empty where the list does not say.
        String text(String column) {
            return cells.getOrDefault(column, "");
        }

        /// Zero where the list does not say.
        long number(String column) {
            String text = text(column);
            double number;
            try {
                number = text.isEmpty() ? 0 : Double.parseDouble(text);
            } catch (NumberFormatException notOne) {
                throw faulty(column, notOne);
            }
            if (!Double.isFinite(number)) {
                throw faulty(column, null);
            }
            return (long) number;
        }

        private FaultyDocument faulty(String column, @Nullable Throwable cause) {
            return new FaultyDocument(
                    "%s, line %d: %s is no number: %s".formatted(file, line, column, text(column)),
                    cause);
        }
    }

    private static List<Row> rows(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty()) {
            throw new FaultyDocument(file + " is empty");
        }
        String[] columns = lines.getFirst().split(",", -1);
        List<Row> rows = new ArrayList<>();
        for (int line = 2; line <= lines.size(); line++) {
            String[] cells = lines.get(line - 1).split(",", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < Math.min(columns.length, cells.length); i++) {
                row.put(columns[i], cells[i]);
            }
            rows.add(new Row(file, line, row));
        }
        return rows;
    }
}
