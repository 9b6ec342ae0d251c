package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.app.ClusterWatch.Kind;
import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes of objects into events for the lanes of their pools.
 *
 * <p>A gang that is not admitted yet has no pods (the controller makes them afterwards), so the
 * pods of its Job are announced as planned. A pod is told of where its gang waits and where its
 * node is; in a lane that only has its node it takes space and belongs to nobody.
 */
final class LaneFeed {
    private final ClusterView watch;
    private final LaneGroup lanes;
    private final Placements placements;
    private final GangReports reports;
    private final String schedulerName;
    private final Map<GangId, Gang> gangs = new HashMap<>();
    private final Map<String, Announced> announced = new HashMap<>();

    /** What is remembered of a gang between events. */
    private static final class Gang {
        private String pool = "";
        private Map<String, PodSpec> planned = Map.of();
    }

    /** What was told of a pod, and to which lanes. */
    private record Announced(PodSpec pod, Set<Lane> lanes) {}

    LaneFeed(
            ClusterView watch,
            LaneGroup lanes,
            Placements placements,
            GangReports reports,
            String schedulerName) {
        this.watch = watch;
        this.lanes = lanes;
        this.placements = placements;
        this.reports = reports;
        this.schedulerName = schedulerName;
    }

    /** Forgets everything that was told. */
    void clear() {
        gangs.clear();
        announced.clear();
    }

    /** An object appeared, changed or vanished. */
    void changed(Kind kind, String key) {
        switch (kind) {
            case NODE -> nodeChanged(key);
            case QUEUE -> queueChanged(key);
            case GROUP -> groupChanged(key);
            case POD -> podChanged(key);
            case JOB -> watch.group(key).ifPresent(it -> groupChanged(key));
            case PRIORITY ->
                    watch.groups().map(Cache::metaNamespaceKeyFunc).forEach(this::groupChanged);
        }
    }

    boolean knows(GangId gang) {
        return gangs.containsKey(gang);
    }

    /** The shape of a pod of a gang as the lanes know it, if it is still there. */
    Optional<PodShape> shapeOf(GangId id, PodId pod) {
        Gang gang = gangs.get(id);
        if (gang == null) {
            return Optional.empty();
        }
        return Facts.planned(pod)
                ? Optional.ofNullable(gang.planned.get(pod.name())).map(PodSpec::shape)
                : Optional.ofNullable(announced.get(Assumptions.key(pod)))
                        .map(Announced::pod)
                        .filter(known -> known.id().equals(pod))
                        .map(PodSpec::shape);
    }

    /** The lanes no longer have the pod, wherever they had it. */
    void forget(PodId pod) {
        forget(Assumptions.key(pod));
    }

    private @Nullable Announced forget(String key) {
        Announced before = announced.remove(key);
        if (before != null) {
            before.lanes().forEach(it -> it.tell(new ClusterEvent.PodGone(before.pod().id())));
        }
        return before;
    }

    /** Tells new lanes everything that the watch shows. */
    void rebuild() {
        announced.clear();
        gangs.values().forEach(it -> it.planned = Map.of());
        lanes.rebuild(
                watch.queues().map(Facts::pool).toList(), watch.nodes().map(Facts::node).toList());
        watch.groups().map(Cache::metaNamespaceKeyFunc).forEach(this::groupChanged);
        watch.allPods().map(Cache::metaNamespaceKeyFunc).forEach(this::podChanged);
        // Not earlier: a lane that knows a node and not yet its pods would give their space away.
        lanes.begin();
    }

    private void nodeChanged(String name) {
        boolean rested = lanes.isResting(name);
        NodeSpec node = watch.node(name).map(Facts::node).orElse(null);
        switch (lanes.nodeChanged(name, node)) {
            case TOLD -> {}
            case JOINED -> {
                watch.podsOn(name).stream()
                        .map(Cache::metaNamespaceKeyFunc)
                        .forEach(this::podChanged);
                Optional.ofNullable(node).ifPresent(lanes::open);
            }
            case REGROUPED -> rebuild();
        }
        if (rested != lanes.isResting(name)) {
            reports.outlookChanged();
        }
    }

    private void queueChanged(String name) {
        var pool = watch.queue(name).map(Facts::pool).orElse(null);
        if (lanes.poolChanged(name, pool) == LaneGroup.Effect.REGROUPED) {
            rebuild();
        }
    }

    private void groupChanged(String key) {
        Optional<PodGroup> found = watch.group(key);
        if (found.isEmpty()) {
            int slash = key.indexOf('/');
            groupGone(new GangId(key.substring(0, slash), key.substring(slash + 1)));
            return;
        }
        PodGroup group = found.get();
        GangId id = Facts.gangId(group);
        String pool = Facts.poolOf(group);
        Gang known = gangs.get(id);
        if (known != null && !known.pool.equals(pool)) {
            groupGone(id);
            known = null;
        }
        Gang gang = known == null ? new Gang() : known;
        gang.pool = pool;
        gangs.put(id, gang);
        Lane lane = lanes.ofPool(pool);
        if (lane == null) {
            reports.lacksPool(id, pool);
        } else {
            int ended = (int) watch.podsOf(id).stream().filter(Facts::ended).count();
            GangSpec spec =
                    Facts.gang(group, priority(group), ended)
                            .withTopology(Facts.topology(group, levels(pool)));
            lane.tell(new ClusterEvent.GangChanged(spec));
            announcePlanned(group, gang, lane);
        }
        if (known == null) {
            // Pods that came before their group.
            watch.podsOf(id).stream().map(Cache::metaNamespaceKeyFunc).forEach(this::podChanged);
        }
        reports.changed(id);
    }

    private void groupGone(GangId id) {
        reports.forget(id);
        Gang gang = gangs.remove(id);
        Lane lane = gang == null ? null : lanes.ofPool(gang.pool);
        if (gang != null && lane != null) {
            gang.planned.values().forEach(it -> retractPlanned(it.id(), lane));
            lane.tell(new ClusterEvent.GangGone(id));
        }
    }

    private List<String> levels(String queue) {
        return watch.queue(queue).map(Facts::levels).orElse(List.of());
    }

    private int priority(PodGroup group) {
        String name = group.getSpec().priorityClassName();
        return name == null || name.isEmpty()
                ? 0
                : watch.priority(name)
                        .map(it -> it.getValue() == null ? 0 : it.getValue())
                        .orElse(0);
    }

    /** Tells the lane of the pods that this group's Job will have once the group is admitted. */
    private void announcePlanned(PodGroup group, Gang gang, Lane lane) {
        PodGroupPhase phase = PodGroupStatus.of(group).phase();
        boolean early = phase == PodGroupPhase.PENDING || phase == PodGroupPhase.INQUEUE;
        Map<String, PodSpec> wanted = new HashMap<>();
        if (early) {
            watch.job(Cache.metaNamespaceKeyFunc(group)).map(Facts::plannedPods).stream()
                    .flatMap(List::stream)
                    .filter(it -> watch.pod(Assumptions.key(it.id())).isEmpty())
                    .forEach(it -> wanted.put(it.id().name(), it));
        }
        gang.planned.forEach((name, pod) -> {
            if (!wanted.containsKey(name)) {
                retractPlanned(pod.id(), lane);
            }
        });
        wanted.forEach((name, pod) -> {
            if (!pod.equals(gang.planned.get(name))) {
                lane.tell(
                        new ClusterEvent.PodChanged(
                                placements.keptFor(pod.id()).map(pod::on).orElse(pod)));
            }
        });
        gang.planned = wanted;
    }

    private void retractPlanned(PodId planned, Lane lane) {
        lane.tell(new ClusterEvent.PodGone(planned));
        if (watch.pod(Assumptions.key(planned)).isEmpty()) {
            placements.planDropped(planned);
        }
    }

    private void podChanged(String key) {
        Optional<Pod> found = watch.pod(key).filter(it -> !Facts.ended(it));
        if (found.isEmpty()) {
            podEnded(key);
            return;
        }
        Pod pod = found.get();
        PodId id = Facts.podId(pod);
        GangId gang = Facts.gangOf(pod, schedulerName).orElse(null);
        if (Facts.isBound(pod)) {
            placements.confirmed(key);
        } else if (gang == null || Facts.isGated(pod)) {
            return;
        }
        PodShape shape = Facts.shape(pod);
        String node =
                Facts.isBound(pod) ? pod.getSpec().getNodeName() : placements.nodeOf(id, shape);
        announce(key, new PodSpec(id, gang, shape, node, -1));
        if (gang != null) {
            // Only now: a lane that decides in between must find the place taken twice, never free.
            dropPlan(gang, id.name());
            reports.changed(gang);
        }
    }

    private void podEnded(String key) {
        placements.podEnded(key);
        Announced before = forget(key);
        Optional<GangId> gang = watch.pod(key).flatMap(it -> Facts.gangOf(it, schedulerName));
        // The group of a deleted pod may have to be planned anew.
        gang.or(() -> Optional.ofNullable(before).map(it -> it.pod().gang()))
                .filter(gangs::containsKey)
                .ifPresent(it -> groupChanged(it.toString()));
    }

    private void dropPlan(GangId id, String pod) {
        Gang gang = gangs.get(id);
        Lane lane = gang == null ? null : lanes.ofPool(gang.pool);
        if (gang != null && lane != null && gang.planned.containsKey(pod)) {
            lane.tell(new ClusterEvent.PodGone(gang.planned.get(pod).id()));
            Map<String, PodSpec> left = new HashMap<>(gang.planned);
            left.remove(pod);
            gang.planned = left;
        }
    }

    private void announce(String key, PodSpec pod) {
        Gang gang = pod.gang() == null ? null : gangs.get(pod.gang());
        Lane ofGang = gang == null ? null : lanes.ofPool(gang.pool);
        Lane ofNode = pod.node() == null ? null : lanes.ofNode(pod.node());
        Set<Lane> told = new LinkedHashSet<>();
        if (ofGang != null) {
            told.add(ofGang);
        }
        if (ofNode != null) {
            told.add(ofNode);
        }
        Announced before = announced.put(key, new Announced(pod, told));
        if (before != null) {
            boolean same = before.pod().id().equals(pod.id());
            before.lanes().stream()
                    .filter(it -> !same || !told.contains(it))
                    .forEach(it -> it.tell(new ClusterEvent.PodGone(before.pod().id())));
        }
        // In a lane that only has its node, the pod takes space and belongs to nobody.
        PodSpec stranger = new PodSpec(pod.id(), null, pod.shape(), pod.node(), pod.device());
        told.forEach(
                it -> it.tell(new ClusterEvent.PodChanged(it.equals(ofGang) ? pod : stranger)));
    }
}
