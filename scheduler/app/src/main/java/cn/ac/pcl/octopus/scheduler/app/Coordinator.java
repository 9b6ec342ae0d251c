package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.app.ClusterWatch.Kind;
import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.Eviction;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.Hold;
import cn.ac.pcl.octopus.scheduler.core.Placement;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.Reason;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the cluster and the lanes; works on one thread only, the {@link Desk}'s.
 *
 * <ol>
 *   <li>A change of an object becomes events for the lane of its pools. A gang that is not admitted
 *       yet has no pods (the controller makes them afterwards), so the pods of its Job are
 *       announced as planned; a plan that places them admits the gang and keeps their places.
 *   <li>A pod that now exists takes over the place of its plan and is bound there.
 *   <li>A placement of an existing pod is bound. A binding that failed is tried again; when that
 *       goes on too long, the place is given back and, where too few members are left to start, the
 *       members that were bound are deleted, so that half a gang never holds what it cannot use.
 *   <li>What is new to say about a gang goes into its PodGroup's status.
 * </ol>
 *
 * <p>Guarantees: a place is given back only when the API server said that the pod is not there, or
 * after the limit; whoever takes over starts from what the API server has, and binds no pod without
 * its uid.
 */
final class Coordinator {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final Duration ECHO = Duration.ofSeconds(5);

    private final ClusterWatch watch;
    private final Binder binder;
    private final StatusWriter statuses;
    private final Desk desk;
    private final LaneGroup lanes;
    private final SchedulerProperties properties;
    private final Clock clock;
    private final Assumptions assumptions = new Assumptions();
    private final Map<GangId, Gang> gangs = new HashMap<>();
    private final Map<String, Announced> announced = new HashMap<>();
    private boolean leading;
    private boolean active;

    /** What is remembered of a gang between events. */
    private static final class Gang {
        private String pool = "";
        private Map<String, PodSpec> planned = Map.of();
        private boolean placed;
        private @Nullable Reason reason;
        private @Nullable PodGroupStatus written;
        private Instant writtenAt = Instant.EPOCH;
    }

    /** Which life of a pod, of which gang, was told to which lanes. */
    private record Announced(PodId id, @Nullable GangId gang, Set<Lane> lanes) {}

    Coordinator(
            ClusterWatch watch,
            Binder binder,
            StatusWriter statuses,
            Desk desk,
            LaneGroup lanes,
            SchedulerProperties properties,
            Clock clock) {
        this.watch = watch;
        this.binder = binder;
        this.statuses = statuses;
        this.desk = desk;
        this.lanes = lanes;
        this.properties = properties;
        this.clock = clock;
    }

    // ---- what may happen

    /** This process begins to lead, or ends. */
    void lead(boolean now) {
        leading = now;
        if (!now) {
            active = false;
            lanes.close();
            gangs.clear();
            announced.clear();
            assumptions.clear();
        }
        tick();
    }

    /** Time passes. */
    void tick() {
        if (leading && !active && watch.synced()) {
            rebuild();
            active = true;
            LOG.info("Deciding from now on");
        }
        if (active) {
            Instant late = clock.instant().minus(properties.confirmWithin());
            for (var it : assumptions.unconfirmedSince(late)) {
                binder.confirm(it.pod(), it.node(), this::ended);
            }
        }
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
        Set<GangId> touched = new LinkedHashSet<>();
        for (Placement placement : plan.place()) {
            if (place(placement)) {
                touched.add(placement.gang());
            }
        }
        for (Hold hold : plan.hold()) {
            Gang gang = gangs.get(hold.gang());
            if (gang != null) {
                gang.placed = touched.contains(hold.gang());
                gang.reason = hold.reason();
                touched.add(hold.gang());
            }
        }
        plan.evict().forEach(this::evict);
        touched.forEach(this::report);
    }

    /** A binding ended. */
    private void ended(PodId pod, String node, Binder.Outcome outcome) {
        desk.post(() -> bindingEnded(pod, node, outcome));
    }

    private void bindingEnded(PodId pod, String node, Binder.Outcome outcome) {
        switch (outcome) {
            case BOUND -> assumptions.bound(pod, node, clock.instant());
            case VOID -> giveBack(pod);
            case FAILED -> assumptions.failed(pod, node).ifPresent(this::tryAgain);
        }
    }

    // ---- nodes and pools

    private void rebuild() {
        announced.clear();
        gangs.values().forEach(it -> it.planned = Map.of());
        lanes.rebuild(
                watch.queues().map(Facts::pool).toList(), watch.nodes().map(Facts::node).toList());
        watch.groups().map(Cache::metaNamespaceKeyFunc).forEach(this::groupChanged);
        watch.allPods().map(Cache::metaNamespaceKeyFunc).forEach(this::podChanged);
    }

    private void nodeChanged(String name) {
        switch (lanes.nodeChanged(name, watch.node(name).map(Facts::node).orElse(null))) {
            case TOLD -> {}
            case JOINED ->
                    watch.podsOn(name).stream()
                            .map(Cache::metaNamespaceKeyFunc)
                            .forEach(this::podChanged);
            case REGROUPED -> rebuild();
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
            gang.reason = new Reason.PoolUnknown(pool);
        } else {
            lane.tell(new ClusterEvent.GangChanged(Facts.gang(group, priority(group))));
            announcePlanned(group, gang, lane);
        }
        if (known == null) {
            // Pods that came before their group.
            watch.podsOf(id).stream().map(Cache::metaNamespaceKeyFunc).forEach(this::podChanged);
        }
        report(id);
    }

    private void groupGone(GangId id) {
        Gang gang = gangs.remove(id);
        Lane lane = gang == null ? null : lanes.ofPool(gang.pool);
        if (gang != null && lane != null) {
            gang.planned.values().forEach(it -> retractPlanned(it.id(), lane));
            lane.tell(new ClusterEvent.GangGone(id));
        }
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
                var place = assumptions.find(Assumptions.key(pod.id()));
                lane.tell(
                        new ClusterEvent.PodChanged(
                                place.map(it -> pod.on(it.node())).orElse(pod)));
            }
        });
        gang.planned = wanted;
    }

    private void retractPlanned(PodId planned, Lane lane) {
        String key = Assumptions.key(planned);
        lane.tell(new ClusterEvent.PodGone(planned));
        assumptions
                .find(key)
                .filter(it -> Facts.planned(it.pod()))
                .filter(it -> watch.pod(key).isEmpty())
                .ifPresent(it -> assumptions.forget(key));
    }

    private void report(GangId id) {
        Gang gang = gangs.get(id);
        if (gang == null) {
            return;
        }
        watch.group(id.toString())
                .ifPresent(group -> {
                    Instant now = clock.instant();
                    var progress = GangProgress.of(watch.podsOf(id), gang.placed, gang.reason);
                    PodGroupStatus next = progress.next(group, now);
                    boolean echoing =
                            next.equals(gang.written) && now.isBefore(gang.writtenAt.plus(ECHO));
                    if (!echoing && !next.equals(group.getStatus())) {
                        gang.written = next;
                        gang.writtenAt = now;
                        statuses.write(id, next);
                    }
                });
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
        String bound = pod.getSpec().getNodeName();
        String node = bound == null || bound.isEmpty() ? assumedNode(key, id) : bound;
        if (node == null && gang == null) {
            return;
        }
        if (node != null && node.equals(bound)) {
            assumptions.forget(key);
        }
        announce(key, Facts.pod(pod, gang, node));
        if (gang != null) {
            // Only now: a lane that decides in between must find the place taken twice, never free.
            dropPlan(gang, id.name());
            report(gang);
        }
    }

    /** The place given to a pod that is not bound yet; a plan's place is taken over and bound. */
    private @Nullable String assumedNode(String key, PodId id) {
        var place = assumptions.find(key).orElse(null);
        if (place == null) {
            return null;
        }
        if (Facts.planned(place.pod())) {
            assumptions.assume(id, place.node(), clock.instant());
            binder.bind(id, place.node(), this::ended);
        } else if (!place.pod().equals(id)) {
            // An earlier pod of this name had it.
            assumptions.forget(key);
            return null;
        }
        return place.node();
    }

    private void podEnded(String key) {
        assumptions
                .find(key)
                .filter(it -> !Facts.planned(it.pod()))
                .ifPresent(it -> assumptions.forget(key));
        Announced before = announced.remove(key);
        if (before != null) {
            before.lanes().forEach(it -> it.tell(new ClusterEvent.PodGone(before.id())));
        }
        Optional<GangId> gang =
                watch.pod(key).flatMap(it -> Facts.gangOf(it, properties.schedulerName()));
        // The group of a deleted pod may have to be planned anew.
        gang.or(() -> Optional.ofNullable(before).map(Announced::gang))
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
        Announced before = announced.put(key, new Announced(pod.id(), pod.gang(), told));
        if (before != null) {
            boolean same = before.id().equals(pod.id());
            before.lanes().stream()
                    .filter(it -> !same || !told.contains(it))
                    .forEach(it -> it.tell(new ClusterEvent.PodGone(before.id())));
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
            if (!gang.planned.containsKey(pod.name())) {
                return false;
            }
            assumptions.assume(pod, placement.node(), clock.instant());
        } else {
            Announced known = announced.get(Assumptions.key(pod));
            if (known == null || !known.id().equals(pod)) {
                return false;
            }
            assumptions.assume(pod, placement.node(), clock.instant());
            binder.bind(pod, placement.node(), this::ended);
        }
        gang.placed = true;
        gang.reason = null;
        return true;
    }

    private void evict(Eviction eviction) {
        switch (eviction.step()) {
            case NOTICE -> binder.notice(eviction.pod(), eviction.deadline());
            case CANCEL -> binder.notice(eviction.pod(), null);
            case DELETE ->
                    binder.delete(eviction.pod(), "its place is for " + eviction.inFavourOf());
        }
    }

    private void tryAgain(Assumptions.Assumption failed) {
        Instant limit = failed.since().plus(properties.bindLimit());
        if (clock.instant().isBefore(limit)) {
            desk.post(
                    failed.pause(),
                    () ->
                            assumptions
                                    .find(Assumptions.key(failed.pod()))
                                    .filter(failed::equals)
                                    .ifPresent(
                                            it -> binder.bind(it.pod(), it.node(), this::ended)));
        } else {
            LOG.warn("Giving up binding {} to {}", failed.pod(), failed.node());
            rollBack(failed.pod());
            giveBack(failed.pod());
        }
    }

    /** The place is free again; the pod, if it is still there, waits again after a pause. */
    private void giveBack(PodId pod) {
        String key = Assumptions.key(pod);
        if (assumptions.find(key).filter(it -> it.pod().equals(pod)).isPresent()) {
            assumptions.forget(key);
            Announced before = announced.remove(key);
            if (before != null) {
                before.lanes().forEach(it -> it.tell(new ClusterEvent.PodGone(before.id())));
            }
            desk.post(properties.tick(), () -> changed(Kind.POD, key));
        }
    }

    /** Deletes the bound members of a gang of which too few could be bound to start. */
    private void rollBack(PodId failed) {
        String key = Assumptions.key(failed);
        Optional<GangId> id =
                watch.pod(key).flatMap(it -> Facts.gangOf(it, properties.schedulerName()));
        int needed =
                id.flatMap(it -> watch.group(it.toString()))
                        .map(it -> it.getSpec().minMember())
                        .orElse(0);
        List<Pod> bound =
                id.map(watch::podsOf).orElse(List.of()).stream()
                        .filter(it -> it.getSpec().getNodeName() != null)
                        .filter(it -> !Facts.ended(it))
                        .toList();
        if (bound.size() < needed) {
            bound.forEach(it -> binder.delete(Facts.podId(it), "too few of its gang could start"));
        }
    }
}
