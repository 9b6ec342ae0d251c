package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/// Invents small clusters and what happens to them, the same for the same seed.
@NullUnmarked
final class RandomCluster {
    static final String GPU = "nvidia.com/gpu";
    static final List<String> LEVELS = List.of("zone", "rack");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Random random;
    private final int mostNodes;
    private final TreeMap<String, NodeSpec> nodes = new TreeMap<>();
    private final TreeMap<GangId, List<PodId>> gangs = new TreeMap<>();
    private final List<PodShape> shapes = new ArrayList<>();
    private int counter;

    RandomCluster(long seed, int mostNodes) {
        random = new Random(seed);
        this.mostNodes = mostNodes;
        for (int i = 0; i < 8; i++) {
            shapes.add(shape());
        }
    }

    List<ClusterEvent> setUp() {
        List<ClusterEvent> events = new ArrayList<>();
        for (String pool : List.of("a", "b")) {
            PoolSpec spec = PoolSpec.of(pool, Map.of("pool-" + pool, "bound")).withLevels(LEVELS);
            events.add(
                    new ClusterEvent.PoolChanged(
                            random.nextInt(3) == 0
                                    ? spec.withPacking(PoolSpec.Packing.SPREAD)
                                    : spec));
        }
        int count = 1 + random.nextInt(mostNodes);
        for (int i = 0; i < count; i++) {
            events.add(node("n" + i));
        }
        return events;
    }

    /// One more thing that happens.
    List<ClusterEvent> next() {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4 -> gang();
            case 5, 6 -> end();
            case 7 -> List.of(node("n" + random.nextInt(mostNodes)));
            case 8 -> List.of(new ClusterEvent.NodeRemoved("n" + random.nextInt(mostNodes)));
            case 9 ->
                    List.of(
                            new ClusterEvent.PoolChanged(
                                    PoolSpec.of("b", Map.of("pool-b", "bound"))
                                            .withLevels(LEVELS)
                                            .withOpen(random.nextInt(3) > 0)));
            case 10 -> List.of(foreign());
            case 11, 12 -> List.of(quota());
            default -> {
                PodId pod = anyPod();
                yield random.nextBoolean()
                        ? List.of(new ClusterEvent.PodForgotten(pod))
                        : List.of(new ClusterEvent.PodBound(pod, "n0", -1));
            }
        };
    }

    private ClusterEvent quota() {
        String pool = random.nextInt(4) == 0 ? "b" : "a";
        AccountId account = AccountId.of(owner());
        if (random.nextBoolean()) {
            account = AccountId.workspace(account.workspace());
        }
        if (random.nextInt(5) == 0) {
            return new ClusterEvent.QuotaRemoved(pool, account);
        }
        Quota quota = Quota.of(account).withWeight(1 + random.nextInt(3));
        if (random.nextInt(3) == 0) {
            quota = quota.withParent("w" + random.nextInt(4));
        }
        String resource = random.nextBoolean() ? "cpu" : GPU;
        if (random.nextInt(2) == 0) {
            quota = quota.withGuarantee(Resources.of(resource, 1 + random.nextInt(12)));
        }
        if (random.nextInt(2) == 0) {
            quota = quota.withLimit(Map.of(resource, (long) random.nextInt(12)));
        }
        return new ClusterEvent.QuotaChanged(pool, quota);
    }

    private Owner owner() {
        return new Owner("w" + random.nextInt(3), "u" + random.nextInt(2));
    }

    private ClusterEvent node(String name) {
        Resources all =
                Resources.of("cpu", 4 + random.nextInt(12), "memory", 8 + random.nextInt(24));
        if (random.nextInt(3) > 0) {
            all = all.with(GPU, 1L << random.nextInt(4));
        }
        if (random.nextInt(4) == 0) {
            all = all.with(Resources.PODS, 1 + random.nextInt(6));
        }
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put("zone", "z" + random.nextInt(2));
        if (random.nextInt(6) > 0) {
            labels.put("rack", "r" + random.nextInt(2));
        }
        if (random.nextInt(4) > 0) {
            labels.put("pool-a", "bound");
        }
        if (random.nextInt(3) == 0) {
            labels.put("pool-b", "bound");
        }
        NodeSpec spec = NodeSpec.of(name, labels, all);
        if (random.nextInt(5) == 0) {
            spec =
                    spec.withTaints(
                            List.of(
                                    new Taint(
                                            "kept",
                                            "",
                                            random.nextBoolean()
                                                    ? Taint.Effect.NO_SCHEDULE
                                                    : Taint.Effect.PREFER_NO_SCHEDULE)));
        }
        spec = spec.withUnschedulable(random.nextInt(8) == 0);
        nodes.put(name, spec);
        return new ClusterEvent.NodeChanged(spec);
    }

    private PodShape shape() {
        if (random.nextInt(10) == 0) {
            return PodShape.asking(Resources.NONE);
        }
        Resources asked =
                Resources.of("cpu", 1 + random.nextInt(4), "memory", 1 + random.nextInt(6));
        PodShape shape = PodShape.asking(asked);
        switch (random.nextInt(4)) {
            case 0 -> shape = PodShape.asking(asked.with(GPU, 1L << random.nextInt(3)));
            case 1 -> shape = shape.withShare(new DeviceShare(GPU, 100 * (1 + random.nextInt(9))));
            default -> {}
        }
        NodeRules rules = NodeRules.NONE;
        if (random.nextInt(5) == 0) {
            rules = rules.withSelector(Map.of("zone", "z1"));
        }
        if (random.nextInt(5) == 0) {
            rules = rules.withTolerations(List.of(new Toleration("kept", null, null)));
        }
        NodeTerm zone0 =
                new NodeTerm(List.of(new LabelRule("zone", LabelRule.Operator.IN, List.of("z0"))));
        if (random.nextInt(5) == 0) {
            rules = rules.withRequired(List.of(zone0));
        }
        if (random.nextInt(5) == 0) {
            rules = rules.withPreferred(List.of(new PreferredNode(10, zone0)));
        }
        if (random.nextInt(8) == 0) {
            rules = rules.withVolumes(List.of(List.of(zone0)));
        }
        shape = shape.withNodes(rules).withPods(rules());
        if (random.nextBoolean()) {
            shape = shape.withLabels(Map.of("app", app()));
        }
        return random.nextInt(8) == 0
                ? shape.withPorts(List.of(new HostPort("TCP", "", 80)))
                : shape;
    }

    /// What a pod asks of the pods beside it: often nothing.
    private PodRules rules() {
        PodRules rules = PodRules.NONE;
        switch (random.nextInt(10)) {
            case 0 -> rules = rules.withAffinity(List.of(term()));
            case 1 -> rules = rules.withAntiAffinity(List.of(term()));
            case 2 -> rules = rules.withSpread(List.of(spread()));
            case 3 -> rules = rules.withPreferred(List.of(preferred(), preferred()));
            case 4 -> rules = rules.withAntiAffinity(List.of(term())).withSpread(List.of(spread()));
            case 5 -> rules = rules.withAffinity(List.of(term(), term()));
            case 6 -> rules = rules.withSpread(List.of(spread(), spread()));
            default -> {}
        }
        return rules;
    }

    private PodTerm term() {
        PodSelector pods =
                switch (random.nextInt(6)) {
                    case 0 -> new PodSelector(Set.of(), List.of());
                    case 1 -> PodSelector.NOTHING;
                    case 2 ->
                            new PodSelector(
                                    Set.of(),
                                    List.of(
                                            new LabelRule(
                                                    "app", LabelRule.Operator.EXISTS, List.of())));
                    default -> PodSelector.of("user" + random.nextInt(3), "app", app());
                };
        return new PodTerm(pods, key());
    }

    private String app() {
        return random.nextBoolean() ? "x" : "y";
    }

    private String key() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> LabelRule.NODE_NAME;
            case 3, 4 -> "zone";
            case 5, 6 -> "rack";
            default -> "unheard of";
        };
    }

    private PreferredPods preferred() {
        return new PreferredPods(random.nextInt(21) - 10, term());
    }

    private SpreadRule spread() {
        return new SpreadRule(
                term().pods(),
                key(),
                random.nextInt(4) - 1,
                random.nextInt(4) - 1,
                random.nextBoolean());
    }

    private List<ClusterEvent> gang() {
        List<ClusterEvent> events = new ArrayList<>();
        GangId id = new GangId("user" + random.nextInt(3), "job" + counter++);
        int size = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(5);
        int least = random.nextInt(4) == 0 ? 1 + random.nextInt(size) : size;
        events.add(
                new ClusterEvent.GangChanged(
                        GangSpec.of(
                                        id,
                                        random.nextInt(4) == 0 ? "b" : "a",
                                        least,
                                        START.plusSeconds(1200L * random.nextInt(5)))
                                .withOwner(owner())
                                .withPriority(random.nextInt(3))
                                .withTopology(topology())));
        PodShape shape = shapes.get(random.nextInt(shapes.size()));
        List<PodId> pods = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (random.nextInt(6) == 0) {
                shape = shapes.get(random.nextInt(shapes.size()));
            }
            PodId pod = new PodId(id.namespace(), id.name() + "-" + i, "uid" + counter++);
            pods.add(pod);
            events.add(new ClusterEvent.PodChanged(PodSpec.waiting(pod, id, shape)));
        }
        gangs.put(id, pods);
        if (random.nextInt(5) == 0) {
            events.removeLast();
        }
        return events;
    }

    private GangTopology topology() {
        return switch (random.nextInt(12)) {
            case 0 -> GangTopology.within("zone");
            case 1 -> GangTopology.within("rack");
            case 2 -> GangTopology.near("rack");
            case 3 -> GangTopology.within("zone").withPreferred("rack");
            case 4 -> GangTopology.within("rack").withPreferred("zone");
            case 5 -> random.nextBoolean() ? GangTopology.within("unheard of") : null;
            default -> null;
        };
    }

    private List<ClusterEvent> end() {
        if (gangs.isEmpty()) {
            return List.of();
        }
        GangId id = new ArrayList<>(gangs.keySet()).get(random.nextInt(gangs.size()));
        List<ClusterEvent> events = new ArrayList<>();
        for (PodId pod : gangs.remove(id)) {
            events.add(new ClusterEvent.PodGone(pod));
        }
        events.add(new ClusterEvent.GangGone(id));
        return events;
    }

    private ClusterEvent foreign() {
        PodId id = new PodId("kube-system", "daemon" + counter, "uid" + counter++);
        return new ClusterEvent.PodChanged(
                new PodSpec(
                        id,
                        null,
                        shapes.get(random.nextInt(shapes.size())),
                        "n" + random.nextInt(mostNodes),
                        -1));
    }

    private PodId anyPod() {
        if (gangs.isEmpty()) {
            return new PodId("nobody", "nothing", "");
        }
        List<List<PodId>> all = new ArrayList<>(gangs.values());
        List<PodId> pods = all.get(random.nextInt(all.size()));
        return pods.get(random.nextInt(pods.size()));
    }
}
