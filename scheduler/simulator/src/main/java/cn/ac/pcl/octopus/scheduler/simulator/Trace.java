package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.DeviceShare;
import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.NodeRules;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeTerm;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the files of the published GPU trace of 2023: machines, and pods that ask for parts of a
/// device, for several, or for none.
public final class Trace {
    public static final String GPU = "gpu";
    public static final String MODEL = "model";

    /// A pod of a list.
    ///
    /// @param milli thousandths of devices it asks for, over all its devices
    /// @param arrival seconds after the beginning, -1 when the list has no times
    /// @param duration seconds it runs, -1 when the list has no times
    public record Arrival(String name, PodShape shape, long milli, long arrival, long duration) {}

    private Trace() {}

    /// The machines of a node list, each with the labels it gets in the cluster.
    public static List<NodeSpec> nodes(Path file, Map<String, String> labels) throws IOException {
        List<NodeSpec> nodes = new ArrayList<>();
        for (Map<String, String> row : rows(file)) {
            Map<String, String> all = new HashMap<>(labels);
            all.put(MODEL, row.getOrDefault("model", ""));
            Resources resources =
                    Resources.of(
                                    Resources.CPU,
                                    number(row, "cpu_milli"),
                                    Resources.MEMORY,
                                    number(row, "memory_mib"))
                            .with(GPU, number(row, "gpu"));
            nodes.add(NodeSpec.of(row.getOrDefault("sn", ""), all, resources));
        }
        return nodes;
    }

    /// The pods of a list. Their shapes are shared: pods that ask for the same are one class.
    public static List<Arrival> pods(Path file) throws IOException {
        Map<PodShape, PodShape> shapes = new HashMap<>();
        List<Arrival> pods = new ArrayList<>();
        for (Map<String, String> row : rows(file)) {
            long devices = number(row, "num_gpu");
            long milli = number(row, "gpu_milli");
            Resources resources =
                    Resources.of(
                            Resources.CPU,
                            number(row, "cpu_milli"),
                            Resources.MEMORY,
                            number(row, "memory_mib"));
            boolean shared = devices == 1 && milli < DeviceShare.WHOLE;
            PodShape shape =
                    PodShape.asking(shared ? resources : resources.with(GPU, devices))
                            .withShare(shared ? new DeviceShare(GPU, (int) milli) : null)
                            .withNodes(models(row.getOrDefault("gpu_spec", "")));
            PodShape known = shapes.putIfAbsent(shape, shape);
            boolean timed = row.containsKey("deletion_time");
            long arrival = timed ? number(row, "creation_time") : -1;
            pods.add(
                    new Arrival(
                            row.getOrDefault("name", ""),
                            known == null ? shape : known,
                            shared ? milli : devices * DeviceShare.WHOLE,
                            arrival,
                            timed ? Math.max(1, number(row, "deletion_time") - arrival) : -1));
        }
        return pods;
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

    private static long number(Map<String, String> row, String column) {
        String text = row.getOrDefault(column, "");
        return text.isEmpty() ? 0 : (long) Double.parseDouble(text);
    }

    private static List<Map<String, String>> rows(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] columns = lines.getFirst().split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < Math.min(columns.length, cells.length); i++) {
                row.put(columns[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }
}
