package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.simulator.FaultyDocument;
import cn.ac.pcl.octopus.scheduler.simulator.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The nodes and the pod lists of a folder of the published GPU trace of 2023.
record TraceFolder(List<NodeSpec> nodes, SortedMap<String, List<Trace.Arrival>> lists) {
    private static final String NODES = "openb_node_list_gpu_node.csv";
    private static final String PREFIX = "openb_pod_list_";
    private static final String SUFFIX = ".csv";

    static TraceFolder read(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(NODES))) {
            throw new FaultyDocument(folder + " has no " + NODES);
        }
        SortedMap<String, List<Trace.Arrival>> lists = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                lists.put(
                        name.substring(PREFIX.length(), name.length() - SUFFIX.length()),
                        Trace.pods(file));
            }
        }
        return new TraceFolder(Trace.nodes(folder.resolve(NODES), Map.of()), lists);
    }
}
