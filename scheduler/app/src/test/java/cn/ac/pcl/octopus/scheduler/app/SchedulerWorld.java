package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.cluster.LeaseProperties;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueSpec;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator with everything around it in memory, on one thread and under a clock of its own.
 */
final class SchedulerWorld {
    private static final SchedulerProperties PROPERTIES =
            new SchedulerProperties(
                    "volcano",
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10),
                    8,
                    1000,
                    1000,
                    1000,
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    new LeaseProperties(
                            "default",
                            "test",
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(2)));

    final FakeCluster cluster = new FakeCluster((kind, key) -> changed(kind, key));
    final FakeBinder binder = new FakeBinder();
    final FakeStatuses statuses = new FakeStatuses();
    final List<String> events = new ArrayList<>();
    final Coordinator coordinator;
    List<Pod> unseen = List.of();
    boolean failNextDecision;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final PriorityQueue<Work> desk = new PriorityQueue<>();
    private Instant now = Instant.parse("2026-11-25T00:00:00Z");
    private int sequence;

    private record Work(Instant due, int order, Runnable work) implements Comparable<Work> {
        @Override
        public int compareTo(Work other) {
            int first = due.compareTo(other.due);
            return first == 0 ? Integer.compare(order, other.order) : first;
        }
    }

    /** Remembers what was asked of it; the test says how it ends. */
    static final class FakeBinder implements Binder {
        final List<String> binds = new ArrayList<>();
        final List<String> confirms = new ArrayList<>();
        final List<String> deletes = new ArrayList<>();
        private final List<Asked> asked = new ArrayList<>();

        private record Asked(PodId pod, String node, Ending ending) {}

        @Override
        public void bind(PodId pod, String node, Ending ending) {
            binds.add(pod.name() + " on " + node);
            asked.add(new Asked(pod, node, ending));
        }

        @Override
        public void confirm(PodId pod, String node, Ending ending) {
            confirms.add(pod.name() + " on " + node);
        }

        @Override
        public void notice(PodId pod, @Nullable Instant deadline) {}

        @Override
        public void delete(PodId pod, String why) {
            deletes.add(pod.name());
        }

        int indexOf(String pod) {
            for (int i = 0; i < asked.size(); i++) {
                if (asked.get(i).pod().name().equals(pod)) {
                    return i;
                }
            }
            throw new AssertionError(pod + " is not among " + binds);
        }

        void end(int index, Outcome outcome) {
            Asked it = asked.get(index);
            it.ending().bound(it.pod(), it.node(), outcome);
        }

        void endLast(Outcome outcome) {
            end(asked.size() - 1, outcome);
        }
    }

    /** Does what it is told at once, and the watch shows it at once. */
    final class FakeStatuses implements StatusWriter {
        final Map<String, PodGroupStatus> groups = new HashMap<>();
        final Map<String, PodCondition> pods = new HashMap<>();
        int podWrites;

        @Override
        public void write(PodGroup group, PodGroupStatus status) {
            groups.put(group.getMetadata().getName(), status);
            group.setStatus(status);
            cluster.put(group);
        }

        @Override
        public void write(Pod seen, PodCondition condition) {
            podWrites++;
            pods.put(seen.getMetadata().getName(), condition);
            seen.setStatus(new PodStatusBuilder().withConditions(condition).build());
            cluster.put(seen);
        }

        @Override
        public void clear() {}
    }

    SchedulerWorld() {
        Clock clock =
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                };
        Desk inline = (after, work) -> desk.add(new Work(now.plus(after), sequence++, work));
        var timing =
                new Lane.Timing(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMinutes(10),
                        clock,
                        new SimpleMeterRegistry().timer("cycles"));
        coordinator =
                new Coordinator(
                        new Coordinator.Ports(
                                cluster,
                                answer -> answer.accept(unseen),
                                binder,
                                statuses,
                                (about, type, reason, message) ->
                                        events.add(reason + " " + about.getMetadata().getName())),
                        inline,
                        new LaneGroup(name -> lane(name, timing)),
                        PROPERTIES,
                        clock);
    }

    private Lane lane(String name, Lane.Timing timing) {
        Lane lane =
                new Lane(
                        name,
                        timing,
                        new Lane.Listener() {
                            @Override
                            public void planned(Lane decided, Plan plan) {
                                if (failNextDecision) {
                                    failNextDecision = false;
                                    throw new IllegalStateException("a decision failed");
                                }
                                desk.add(
                                        new Work(
                                                now,
                                                sequence++,
                                                () -> coordinator.planned(decided, plan)));
                            }

                            @Override
                            public void broke(Lane broken) {
                                coordinator.broke(broken);
                            }
                        },
                        // It takes its turns when the test says so.
                        run -> Thread.ofVirtual().unstarted(() -> {}));
        lanes.put(name, lane);
        return lane;
    }

    private void changed(ClusterWatch.Kind kind, String key) {
        coordinator.changed(kind, key);
    }

    SchedulerWorld lead() {
        coordinator.lead(true);
        return settle();
    }

    void loseLead() {
        coordinator.lead(false);
        statuses.groups.clear();
    }

    /** Works until nothing is left to do at this moment. */
    SchedulerWorld settle() {
        for (int i = 0; i < 50; i++) {
            boolean worked = false;
            while (!desk.isEmpty() && !desk.peek().due().isAfter(now)) {
                desk.poll().work().run();
                worked = true;
            }
            for (Lane lane : List.copyOf(lanes.values())) {
                int turns = Math.max(1, lane.backlog());
                for (int turn = 0; turn < turns; turn++) {
                    lane.turn();
                }
            }
            if (!worked && desk.stream().noneMatch(it -> !it.due().isAfter(now))) {
                return this;
            }
        }
        throw new AssertionError("does not come to rest");
    }

    /** The binding that was asked for so many bindings after the first ends like this. */
    void ended(int index, Binder.Outcome outcome) {
        binder.end(index, outcome);
        settle();
    }

    SchedulerWorld pass(Duration time) {
        now = now.plus(time);
        coordinator.tick();
        return settle();
    }

    Queue queueOf(String name, Map<String, String> selector) {
        Queue queue = new Queue();
        queue.setMetadata(new ObjectMetaBuilder().withName(name).build());
        queue.setSpec(
                Serialization.unmarshal(
                        Serialization.asJson(Map.of("nodeSelector", selector)), QueueSpec.class));
        return queue;
    }

    void queue(String name, Map<String, String> selector) {
        cluster.put(queueOf(name, selector));
    }

    void node(String name, int gpus) {
        cluster.put(nodeOf(name, gpus).build());
    }

    SchedulerWorld restingNode(String name, int gpus) {
        cluster.put(nodeOf(name, gpus).editOrNewSpec().withUnschedulable(true).endSpec().build());
        return this;
    }

    private static NodeBuilder nodeOf(String name, int gpus) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pool", "a")
                .endMetadata()
                .withNewStatus()
                .withAllocatable(
                        Map.of(
                                "cpu", new Quantity("8"),
                                "pods", new Quantity("10"),
                                "example.com/gpu", new Quantity(String.valueOf(gpus))))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus();
    }

    SchedulerWorld gang(String name, int pods, int gpus) {
        return gang(name, "pool", pods, gpus);
    }

    /** A job that the controller has seen: it and its group are there, its pods are not. */
    SchedulerWorld gang(String name, String queue, int pods, int gpus) {
        cluster.put(
                Serialization.unmarshal(
                        """
                        apiVersion: batch.volcano.sh/v1alpha1
                        kind: Job
                        metadata: {name: %s, namespace: u1}
                        spec:
                          queue: %s
                          minAvailable: %d
                          tasks:
                          - name: task0
                            replicas: %d
                            template:
                              spec: {schedulerName: volcano, containers: [{name: c, image: i, resources: {limits: {example.com/gpu: %d}}}]}
                        """
                                .formatted(name, queue, pods, pods, gpus),
                        Job.class));
        group(name, queue, pods);
        return this;
    }

    void group(String name, String queue, int minMember) {
        PodGroup group = new PodGroup();
        group.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("u1").withUid(name).build());
        group.setSpec(new PodGroupSpec(minMember, queue, null, Map.of(), null));
        cluster.put(group);
    }

    SchedulerWorld pod(String name, String gang, int gpus) {
        cluster.put(podOf(name, gang, gpus).build());
        return this;
    }

    SchedulerWorld gatedPod(String name, String gang, int gpus) {
        cluster.put(
                podOf(name, gang, gpus).editSpec().addNewSchedulingGate("quota").endSpec().build());
        return this;
    }

    /** A pod of nobody that is bound. */
    Pod boundPod(String name, String node, int gpus) {
        return boundPod(name, "", node, gpus);
    }

    Pod boundPod(String name, String gang, String node, int gpus) {
        return podOf(name, gang, gpus).editSpec().withNodeName(node).endSpec().build();
    }

    private static PodBuilder podOf(String name, String gang, int gpus) {
        return new PodBuilder(
                Serialization.unmarshal(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: %s
                          namespace: u1
                          uid: %s
                          annotations: {scheduling.k8s.io/group-name: '%s'}
                        spec: {schedulerName: volcano, containers: [{name: c, image: i, resources: {limits: {example.com/gpu: %d}}}]}
                        """
                                .formatted(name, name, gang, gpus),
                        Pod.class));
    }

    Pod endedPod(String name, String gang, String node, int gpus) {
        return podOf(name, gang, gpus)
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .withNewStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build();
    }

    /** The watch shows a pod once more. */
    SchedulerWorld touch(String pod) {
        cluster.put(cluster.pod("u1/" + pod).orElseThrow());
        return this;
    }

    /** A gang of one whose binding is under way. */
    void placed(String name, int gpus) {
        gang(name, 1, gpus).settle();
        pod(name + "-task0-0", name, gpus).settle();
    }

    private PodGroupStatus status(String gang) {
        return PodGroupStatus.of(cluster.group("u1/" + gang).orElseThrow());
    }

    PodGroupPhase phase(String gang) {
        return status(gang).phase();
    }

    String reason(String gang) {
        PodGroupCondition condition = status(gang).condition(PodGroupCondition.UNSCHEDULABLE);
        return condition == null ? "none" : String.valueOf(condition.reason());
    }

    boolean unsatisfiable(String gang) {
        return status(gang).condition(PodGroupCondition.UNSATISFIABLE) != null;
    }
}
