package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.DeviceShare;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.HostPort;
import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.Mix;
import cn.ac.pcl.octopus.scheduler.core.NodeRules;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeTerm;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.PreferredNode;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import cn.ac.pcl.octopus.scheduler.core.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Invents small scenarios in which much happens, the same for the same seed.
final class RandomScenario {
    private static final String GPU = "nvidia.com/gpu";

    final Random random;

    RandomScenario(long seed) {
        random = new Random(seed);
    }

    Scenario scenario() {
        List<NodeSpec> nodes = new ArrayList<>();
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            Resources size = Resources.of("cpu", 8 + random.nextInt(8), "memory", 32);
            Map<String, String> labels =
                    Map.of(
                            "zone",
                            "z" + random.nextInt(2),
                            "pool",
                            random.nextInt(3) == 0 ? "b" : "a");
            nodes.add(NodeSpec.of("n" + i, labels, i % 2 == 0 ? size : size.with(GPU, 4)));
        }
        List<PodShape> shapes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            shapes.add(shape());
        }
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            jobs.add(job(i, shapes));
        }
        List<Scenario.Outage> outages = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Instant from = Scenario.BEGIN.plusSeconds(random.nextInt(7200));
            outages.add(new Scenario.Outage("n0", from, from.plusSeconds(600)));
        }
        return new Scenario(
                Settings.DEFAULT.withPatience(Duration.ofMinutes(20)),
                List.of(
                        PoolSpec.of("a", Map.of("pool", "a"))
                                .withPacking(PoolSpec.Packing.WHOLE_DEVICES),
                        PoolSpec.of("b", Map.of()).withShared(true)),
                nodes,
                Map.of("a", Mix.observed(shapes, 0.95)),
                jobs,
                outages);
    }

    private PodShape shape() {
        PodShape shape = PodShape.asking(Resources.of("cpu", 1 + random.nextInt(4), "memory", 2));
        switch (random.nextInt(4)) {
            case 0 -> shape = PodShape.asking(shape.requests().with(GPU, 1 + random.nextInt(2)));
            case 1 -> shape = shape.withShare(new DeviceShare(GPU, 300));
            case 2 -> shape = shape.withPorts(List.of(new HostPort("TCP", "", 80)));
            default -> {}
        }
        NodeTerm zone =
                new NodeTerm(List.of(new LabelRule("zone", LabelRule.Operator.IN, List.of("z0"))));
        return switch (random.nextInt(4)) {
            case 0 -> shape.withNodes(NodeRules.NONE.withRequired(List.of(zone)));
            case 1 ->
                    shape.withNodes(
                            NodeRules.NONE
                                    .withPreferred(List.of(new PreferredNode(7, zone)))
                                    .withTolerations(List.of(new Toleration("k", null, null))));
            default -> shape;
        };
    }

    private Job job(int number, List<PodShape> shapes) {
        List<PodShape> pods = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            pods.add(shapes.get(random.nextInt(random.nextInt(3) == 0 ? shapes.size() : 1)));
        }
        Duration lasts = Duration.ofSeconds(60 + random.nextInt(3000));
        GangSpec gang =
                GangSpec.of(
                                new GangId("u" + random.nextInt(3), "job" + number),
                                random.nextInt(3) == 0 ? "b" : "a",
                                1 + random.nextInt(pods.size()),
                                Scenario.BEGIN.plusSeconds(random.nextInt(6000)))
                        .withPriority(random.nextInt(3))
                        .withRunTime(random.nextInt(4) == 0 ? null : lasts.multipliedBy(2));
        return new Job(gang, pods, lasts);
    }

    /// Something that happens to the pods of the first gangs and the first node.
    List<ClusterEvent> events(long seed) {
        List<ClusterEvent> events = new ArrayList<>();
        GangId gang = new GangId("late", "gang" + seed);
        events.add(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang, "a", 1, Scenario.BEGIN).withPriority(random.nextInt(4))));
        events.add(
                new ClusterEvent.PodChanged(
                        PodSpec.waiting(
                                new PodId("late", "pod", ""),
                                gang,
                                PodShape.asking(Resources.of("cpu", 1 + random.nextInt(6))))));
        for (int i = 0; i < 3; i++) {
            String job = "job" + random.nextInt(60);
            for (String user : List.of("u0", "u1", "u2")) {
                events.add(new ClusterEvent.PodGone(new PodId(user, job + "-0", "0")));
            }
        }
        return events;
    }
}
