package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.app.ClusterWatch.Kind;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.Hold;
import cn.ac.pcl.octopus.scheduler.core.Placement;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
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
 *   <li>A change of an object becomes events for the lanes ({@link LaneFeed}); a plan that places
 *       the announced pods of a gang admits it and keeps their places.
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

    /** Who leads and does not decide by then is of no use. */
    private static final Duration TAKING_OVER = Duration.ofMinutes(2);

    private final ClusterView watch;
    private final BoundPods boundPods;
    private final Desk desk;
    private final LaneGroup lanes;
    private final SchedulerProperties properties;
    private final Clock clock;
    private final Placements placements;
    private final GangReports reports;
    private final LaneFeed feed;
    private int term;
    private boolean leading;
    private boolean asking;
    private boolean active;
    private int breakdowns;
    private Instant lastBreakdown = Instant.EPOCH;
    private Instant ledSince = Instant.EPOCH;
    private volatile Optional<String> ailment = Optional.empty();

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
        this.feed = new LaneFeed(watch, lanes, placements, reports, properties.schedulerName());
    }

    /** This process begins to lead, or ends. */
    void lead(boolean now) {
        term++;
        leading = now;
        ledSince = clock.instant();
        asking = false;
        if (!now) {
            active = false;
            lanes.close();
            feed.clear();
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
        ailment = ailmentAt(clock.instant());
    }

    private Optional<String> ailmentAt(Instant now) {
        if (breakdowns > CHANCE && now.isBefore(lastBreakdown.plus(RECOVERED))) {
            return Optional.of("The lanes break again and again");
        }
        return leading && !active && now.isAfter(ledSince.plus(TAKING_OVER))
                ? Optional.of("It leads, but has not begun to decide")
                : Optional.empty();
    }

    private void takeOver(int asked, List<Pod> bound) {
        if (asked != term || !leading) {
            return;
        }
        asking = false;
        if (bound.stream().allMatch(this::isSeen)) {
            feed.rebuild();
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
        if (active) {
            feed.changed(kind, key);
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
            if (feed.knows(hold.gang())) {
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
                        feed.rebuild();
                    }
                });
    }

    /** Why it is of little use at present, for whoever operates it. */
    Optional<String> ailment() {
        return ailment;
    }

    @Override
    public void bound(PodId pod, String node) {
        watch.pod(Assumptions.key(pod)).ifPresent(it -> reports.bound(it, node));
    }

    /** The place is free again; the pod, if it is still there, waits again after a pause. */
    @Override
    public void givenBack(PodId pod) {
        feed.forget(pod);
        String key = Assumptions.key(pod);
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

    /** Keeps or binds a place; false when the pod it was meant for is no longer there. */
    private boolean place(Placement placement) {
        PodId pod = placement.pod();
        Optional<PodShape> shape = feed.shapeOf(placement.gang(), pod);
        if (shape.isEmpty()) {
            return false;
        }
        if (Facts.planned(pod)) {
            placements.keep(pod, shape.get(), placement.node());
        } else {
            placements.bind(pod, shape.get(), placement.node());
        }
        return true;
    }
}
