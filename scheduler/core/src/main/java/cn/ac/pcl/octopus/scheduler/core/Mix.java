package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pods that are typical of a pool, by which free devices are judged useful or not.
public record Mix(List<Typical> typical) {
    /// One typical pod and how often it comes, as a part of all.
    public record Typical(PodShape shape, double popularity) {}

    public Mix {
        typical = List.copyOf(typical);
    }

    /// The most frequent of the observed pods that together make up a part of all. Memory, ports
    /// and labels do not tell pods apart here.
    ///
    /// @param cover the part of all pods that is enough, 0 to 1
    public static Mix observed(Iterable<PodShape> pods, double cover) {
        Map<PodShape, Integer> counts = new HashMap<>();
        int all = 0;
        for (PodShape pod : pods) {
            PodShape bare =
                    PodShape.asking(pod.requests().with(Resources.MEMORY, 0))
                            .withShare(pod.share())
                            .withNodes(
                                    NodeRules.NONE
                                            .withSelector(pod.nodes().selector())
                                            .withRequired(pod.nodes().required())
                                            .withTolerations(pod.nodes().tolerations()));
            counts.merge(bare, 1, Integer::sum);
            all++;
        }
        List<Map.Entry<PodShape, Integer>> frequent = new ArrayList<>(counts.entrySet());
        frequent.sort(
                Comparator.comparingInt((Map.Entry<PodShape, Integer> entry) -> -entry.getValue())
                        .thenComparing(entry -> entry.getKey().toString()));
        List<Map.Entry<PodShape, Integer>> kept = new ArrayList<>();
        int covered = 0;
        for (Map.Entry<PodShape, Integer> entry : frequent) {
            if (covered >= cover * all) {
                break;
            }
            kept.add(entry);
            covered += entry.getValue();
        }
        List<Typical> typical = new ArrayList<>();
        for (Map.Entry<PodShape, Integer> entry : kept) {
            typical.add(new Typical(entry.getKey(), entry.getValue() / (double) covered));
        }
        return new Mix(typical);
    }
}
