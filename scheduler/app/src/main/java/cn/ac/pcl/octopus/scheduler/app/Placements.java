package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.Eviction;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places that were given, from the plan to the moment at which the watch shows them. Works at
 * the {@link Desk}.
 *
 * <p>A place is kept for a pod that does not exist yet; when it comes and is what was planned for,
 * it is bound there. A binding that failed is tried again; when that goes on too long, the place is
 * given back and, where too few members are left to start, the members that were bound are deleted,
 * so that half a gang never holds what it cannot use.
 */
final class Placements {
    private static final Logger LOG = LoggerFactory.getLogger(Placements.class);

    private final ClusterView cluster;
    private final Binder binder;
    private final Desk desk;
    private final SchedulerProperties properties;
    private final Clock clock;
    private final Endings endings;
    private final Assumptions assumptions = new Assumptions();

    /** Hears how it went with places. */
    interface Endings {

        /** The pod is on its node. */
        void bound(PodId pod, String node);

        /** The place is free again. */
        void givenBack(PodId pod);
    }

    Placements(
            ClusterView cluster,
            Binder binder,
            Desk desk,
            SchedulerProperties properties,
            Clock clock,
            Endings endings) {
        this.cluster = cluster;
        this.binder = binder;
        this.desk = desk;
        this.properties = properties;
        this.clock = clock;
        this.endings = endings;
    }

    /** Keeps the place until the pod comes. */
    void keep(PodId planned, PodShape shape, String node) {
        assumptions.assume(planned, shape, node, clock.instant());
    }

    /** Binds the pod to its place. */
    void bind(PodId pod, PodShape shape, String node) {
        assumptions.assume(pod, shape, node, clock.instant());
        binder.bind(pod, node, this::bound);
    }

    /** The node on which a pod that is planned has a place, if it has one. */
    Optional<String> keptFor(PodId planned) {
        return assumptions.find(Assumptions.key(planned)).map(Assumptions.Assumption::node);
    }

    boolean isKeptFor(String key) {
        return assumptions.find(key).isPresent();
    }

    /**
     * The place of a pod that is not bound yet. A place that was kept for it is taken over, if the
     * pod is what was planned for; admission may have made another of it.
     */
    @Nullable String nodeOf(PodId id, PodShape shape) {
        String key = Assumptions.key(id);
        var place = assumptions.find(key).orElse(null);
        if (place == null) {
            return null;
        }
        if (place.pod().equals(id)) {
            return place.node();
        }
        if (Facts.planned(place.pod()) && asksNoMore(shape, place.shape())) {
            bind(id, shape, place.node());
            return place.node();
        }
        // It was for an earlier pod of this name, or for one that asks for less.
        assumptions.forget(key);
        return null;
    }

    /** True when whatever place is good for the planned pod is good for this one. */
    private static boolean asksNoMore(PodShape pod, PodShape planned) {
        return pod.requests().amounts().entrySet().stream()
                        .allMatch(it -> it.getValue() <= planned.requests().amount(it.getKey()))
                && pod.nodes().selector().equals(planned.nodes().selector())
                && pod.nodes().required().equals(planned.nodes().required())
                && pod.nodes().tolerations().containsAll(planned.nodes().tolerations())
                && planned.ports().containsAll(pod.ports());
    }

    /** The watch shows the pod on its node. */
    void confirmed(String key) {
        assumptions.forget(key);
    }

    /** The pod has ended or is gone; a place that is kept for one to come stays. */
    void podEnded(String key) {
        assumptions
                .find(key)
                .filter(it -> !Facts.planned(it.pod()))
                .ifPresent(it -> assumptions.forget(key));
    }

    /** The pod will not come. */
    void planDropped(PodId planned) {
        String key = Assumptions.key(planned);
        assumptions
                .find(key)
                .filter(it -> Facts.planned(it.pod()))
                .ifPresent(it -> assumptions.forget(key));
    }

    void evict(Eviction eviction) {
        switch (eviction.step()) {
            case NOTICE -> binder.notice(eviction.pod(), eviction.deadline());
            case CANCEL -> binder.notice(eviction.pod(), null);
            case DELETE ->
                    binder.delete(eviction.pod(), "its place is for " + eviction.inFavourOf());
        }
    }

    /** Asks for bindings that the watch should have shown by now, each once in such a while. */
    void tick() {
        Instant now = clock.instant();
        for (var it : assumptions.unconfirmedSince(now.minus(properties.confirmWithin()))) {
            assumptions.bound(it.pod(), it.node(), now);
            binder.confirm(it.pod(), it.node(), this::confirmed);
        }
    }

    void clear() {
        assumptions.clear();
    }

    private void bound(PodId pod, String node, Binder.Outcome outcome) {
        desk.post(() -> {
            take(pod, node, outcome);
            if (outcome == Binder.Outcome.BOUND) {
                endings.bound(pod, node);
            }
        });
    }

    private void confirmed(PodId pod, String node, Binder.Outcome outcome) {
        desk.post(() -> take(pod, node, outcome));
    }

    private void take(PodId pod, String node, Binder.Outcome outcome) {
        switch (outcome) {
            case BOUND -> assumptions.bound(pod, node, clock.instant());
            case VOID -> giveBack(pod);
            case FAILED -> assumptions.failed(pod, node).ifPresent(this::tryAgain);
        }
    }

    private void tryAgain(Assumptions.Assumption failed) {
        if (clock.instant().isBefore(failed.since().plus(properties.bindLimit()))) {
            desk.post(
                    failed.pause(),
                    () ->
                            assumptions
                                    .find(Assumptions.key(failed.pod()))
                                    .filter(failed::equals)
                                    .ifPresent(
                                            it -> binder.bind(it.pod(), it.node(), this::bound)));
        } else {
            LOG.warn("Giving up binding {} to {}", failed.pod(), failed.node());
            rollBack(failed.pod());
            giveBack(failed.pod());
        }
    }

    private void giveBack(PodId pod) {
        String key = Assumptions.key(pod);
        if (assumptions.find(key).filter(it -> it.pod().equals(pod)).isPresent()) {
            assumptions.forget(key);
            endings.givenBack(pod);
        }
    }

    /** Deletes the bound members of a gang of which too few could be bound to start. */
    private void rollBack(PodId failed) {
        Optional<GangId> id =
                cluster.pod(Assumptions.key(failed))
                        .flatMap(it -> Facts.gangOf(it, properties.schedulerName()));
        int needed =
                id.flatMap(it -> cluster.group(it.toString()))
                        .map(it -> it.getSpec().minMember())
                        .orElse(0);
        List<Pod> bound =
                id.map(cluster::podsOf).orElse(List.of()).stream()
                        .filter(Facts::isBound)
                        .filter(it -> !Facts.ended(it))
                        .toList();
        if (bound.size() < needed) {
            bound.forEach(it -> binder.delete(Facts.podId(it), "too few of its gang could start"));
        }
    }
}
