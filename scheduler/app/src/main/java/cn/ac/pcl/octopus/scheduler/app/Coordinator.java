package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.app.ClusterWatch.Kind;
import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.Hold;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.Placement;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the cluster and the lanes; works at one {@link Desk} only.
 *
 * <ol>
 *   <li>Whoever begins to lead first reads past the watch which pods are bound, and waits until the
 *       watch shows them all: the last bindings of the one before must not look like free space.
 *   <li>A change of an object becomes events for the lane of its pools. A gang that is not admitted
 *       yet has no pods (the controller makes them afterwards), so the pods of its Job are
 *       announced as planned; a plan that places them admits the gang and keeps their places.
 *   <li>A pod that now exists takes over the place of its plan and is bound there; a placement of
 *       an existing pod is bound ({@link Placements}).
 *   <li>What is new to say about a gang is said ({@link GangReports}).
 *   <li>When a lane breaks, all lanes are built anew from what the watch shows.
 * </ol>
 *
 * <p>Guarantees: a place is given back only when the API server said that the pod is not there, or
 * after the limit; whoever takes over starts from what the API server has, and binds no pod without
 * its uid.
 */
final class Coordinator implements Placements.Endings, GangReports.Outlook {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    /** Breakdowns further apart than this have nothing to do with each other. */
    private static final Duration RECOVERED = Duration.ofMinutes(10);

    private static final int CHANCE = 2;

    private final ClusterView watch;
    private final BoundPods boundPods;
    private final Desk desk;
    private final LaneGroup lanes;
    private final SchedulerProperties properties;
    private final Clock clock;
    private final Placements placements;
    private final GangReports reports;
    private final Map<GangId, Gang> gangs = new HashMap<>();
    private final Map<String, Announced> announced = new HashMap<>();
    private int term;
    private boolean leading;
    private boolean asking;
    private boolean active;
    private int breakdowns;
    private Instant lastBreakdown = Instant.EPOCH;
    private volatile boolean ailing;

    /** What is remembered of a gang between events. */
    private static final class Gang {
        private String pool = "";
        private Map<String, PodSpec> planned = Map.of();
    }

    /** What was told of a pod, and to which lanes. */
    private record Announced(PodSpec pod, Set<Lane> lanes) {}

    /** The ways to what is outside. */
    record Ports(
            ClusterView watch,
            BoundPods boundPods,
            Binder binder,
            StatusWriter statuses,
            EventWriter events) {}

    Coordinator(
            Ports ports, Desk desk, LaneGroup lanes, SchedulerProperties properties, Clock clock) {
        this.watch = ports.watch();
        this.boundPods = ports.boundPods();
        this.desk = desk;
        this.lanes = lanes;
        this.properties = properties;
        this.clock = clock;
        this.placements = new Placements(watch, ports.binder(), desk, properties, clock, this);
        this.reports =
                new GangReports(
                        watch,
                        ports.statuses(),
                        ports.events(),
                        desk,
                        properties.coalesce(),
                        clock,
                        this);
    }

    // ---- what may happen

    /** This process begins to lead, or ends. */
    void lead(boolean now) {
        term++;
        leading = now;
        asking = false;
        if (!now) {
            active = false;
            lanes.close();
            gangs.clear();
            announced.clear();
            placements.clear();
            reports.clear();
        }
        tick();
    }

    /** Time passes. */
    void tick() {
        if (leading && !active && !asking && watch.synced()) {
            asking = true;
            int asked = term;
            boundPods.read(pods -> desk.post(() -> takeOver(asked, pods)));
        }
        if (active) {
            placements.tick();
        }
        ailing = breakdowns > CHANCE && clock.instant().isBefore(lastBreakdown.plus(RECOVERED));
    }

    private void takeOver(int asked, List<Pod> bound) {
        if (asked != term || !leading) {
            return;
        }
        asking = false;
        if (bound.stream().allMatch(this::isSeen)) {
            rebuild();
            active = true;
            LOG.info("Deciding from now on");
        } else {
            // The next tick asks again.
            LOG.debug("The watch does not show all bound pods yet");
        }
    }

    private boolean isSeen(Pod bound) {
        return watch.pod(Cache.metaNamespaceKeyFunc(bound))
                .filter(it -> it.getMetadata().getUid().equals(bound.getMetadata().getUid()))
                .filter(Facts::isBound)
                .isPresent();
    }

    /** An object appeared, changed or vanished. */
    void changed(Kind kind, String key) {
        if (!active) {
            return;
        }
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

    /** A lane decided. */
    void planned(Lane lane, Plan plan) {
        if (!active || !lanes.isCurrent(lane)) {
            return;
        }
        Set<GangId> placed = new LinkedHashSet<>();
        for (Placement placement : plan.place()) {
            if (place(placement)) {
                placed.add(placement.gang());
            }
        }
        placed.forEach(reports::placed);
        for (Hold hold : plan.hold()) {
            if (gangs.containsKey(hold.gang())) {
                reports.waits(hold.gang(), hold.reason(), placed.contains(hold.gang()));
            }
        }
        plan.evict().forEach(placements::evict);
    }

    /** A lane cannot go on. */
    void broke(Lane lane) {
        if (!active || !lanes.isCurrent(lane)) {
            return;
        }
        Instant now = clock.instant();
        breakdowns = now.isBefore(lastBreakdown.plus(RECOVERED)) ? breakdowns + 1 : 1;
        lastBreakdown = now;
        desk.post(
                Gate.pause(breakdowns),
                () -> {
                    if (active && lanes.isCurrent(lane)) {
                        LOG.info("Building all lanes anew");
                        rebuild();
                    }
                });
    }

    /** True when lanes break again and again. */
    boolean isAiling() {
        return ailing;
    }

    @Override
    public void bound(PodId pod, String node) {
        watch.pod(Assumptions.key(pod)).ifPresent(it -> reports.bound(it, node));
    }

    /** The place is free again; the pod, if it is still there, waits again after a pause. */
    @Override
    public void givenBack(PodId pod) {
        String key = Assumptions.key(pod);
        Announced before = announced.remove(key);
        if (before != null) {
            before.lanes().forEach(it -> it.tell(new ClusterEvent.PodGone(before.pod().id())));
        }
        desk.post(properties.tick(), () -> changed(Kind.POD, key));
    }

    @Override
    public boolean hasPlace(Pod pod) {
        return placements.isKeptFor(Cache.metaNamespaceKeyFunc(pod));
    }

    @Override
    public boolean isAnyResting(String pool) {
        return lanes.isAnyResting(pool);
    }

    // ---- nodes and pools

    private void rebuild() {
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

    // ---- gangs

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

    // ---- pods

    private void podChanged(String key) {
        Optional<Pod> found = watch.pod(key).filter(it -> !Facts.ended(it));
        if (found.isEmpty()) {
            podEnded(key);
            return;
        }
        Pod pod = found.get();
        PodId id = Facts.podId(pod);
        GangId gang = Facts.gangOf(pod, properties.schedulerName()).orElse(null);
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
        Announced before = announced.remove(key);
        if (before != null) {
            before.lanes().forEach(it -> it.tell(new ClusterEvent.PodGone(before.pod().id())));
        }
        Optional<GangId> gang =
                watch.pod(key).flatMap(it -> Facts.gangOf(it, properties.schedulerName()));
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

    // ---- placements

    /** Keeps or binds a place; false when the pod it was meant for is no longer there. */
    private boolean place(Placement placement) {
        PodId pod = placement.pod();
        Gang gang = gangs.get(placement.gang());
        if (gang == null) {
            return false;
        }
        if (Facts.planned(pod)) {
            PodSpec planned = gang.planned.get(pod.name());
            if (planned == null) {
                return false;
            }
            placements.keep(pod, planned.shape(), placement.node());
            return true;
        }
        Announced known = announced.get(Assumptions.key(pod));
        if (known == null || !known.pod().id().equals(pod)) {
            return false;
        }
        placements.bind(pod, known.pod().shape(), placement.node());
        return true;
    }
}
