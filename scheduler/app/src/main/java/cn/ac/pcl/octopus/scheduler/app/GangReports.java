package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says what has become of gangs: in the status of their PodGroup, in the condition {@code
 * PodScheduled} of pods that wait, in events. Works at the {@link Desk}; a gang that changes many
 * times in a burst is reported once.
 */
final class GangReports {

    /** So long the watch may take to show what was written, before it is written again. */
    private static final Duration ECHO = Duration.ofSeconds(5);

    private static final String POD_SCHEDULED = "PodScheduled";

    private final ClusterView cluster;
    private final StatusWriter statuses;
    private final EventWriter events;
    private final Desk desk;
    private final Duration burst;
    private final Clock clock;
    private final Outlook outlook;
    private final Map<GangId, Gang> gangs = new HashMap<>();
    private final Set<GangId> changed = new LinkedHashSet<>();

    /** What the reports need to know of the places. */
    interface Outlook {

        /** True when a place is kept for the pod, or its binding is under way. */
        boolean hasPlace(Pod pod);

        /** True when one of the nodes of the pool takes nothing for the time being. */
        boolean isAnyResting(String pool);
    }

    /** What is known and was said of a gang. */
    private static final class Gang {
        private boolean placed;
        private @Nullable Reason reason;
        private @Nullable PodGroupStatus written;
        private Instant writtenAt = Instant.EPOCH;
        private Map<String, Written> pods = Map.of();
    }

    /** What a pod was like when its condition was last written, and when that was. */
    private record Written(String version, Instant at) {}

    GangReports(
            ClusterView cluster,
            StatusWriter statuses,
            EventWriter events,
            Desk desk,
            Duration burst,
            Clock clock,
            Outlook outlook) {
        this.cluster = cluster;
        this.statuses = statuses;
        this.events = events;
        this.desk = desk;
        this.burst = burst;
        this.clock = clock;
        this.outlook = outlook;
    }

    /** Members that must start together have places. */
    void placed(GangId id) {
        Gang gang = gang(id);
        gang.placed = true;
        gang.reason = null;
        changed(id);
    }

    /**
     * Members wait.
     *
     * @param placed true when those that must start together have places all the same
     */
    void waits(GangId id, Reason reason, boolean placed) {
        Gang gang = gang(id);
        gang.placed = placed;
        gang.reason = reason;
        changed(id);
    }

    /** Nothing can be decided, since the pool does not exist. */
    void lacksPool(GangId id, String pool) {
        gang(id).reason = new Reason.PoolUnknown(pool);
        changed(id);
    }

    /** Something about the gang or its pods may be new. */
    void changed(GangId id) {
        if (changed.isEmpty()) {
            desk.post(burst, this::flush);
        }
        changed.add(id);
    }

    /** What lasts may be passing now, or the other way round. */
    void outlookChanged() {
        gangs.forEach((id, gang) -> {
            if (gang.reason != null && isLasting(gang.reason)) {
                changed(id);
            }
        });
    }

    /** A binding was made. */
    void bound(Pod pod, String node) {
        events.tell(
                pod,
                EventWriter.Type.NORMAL,
                "Scheduled",
                "Successfully assigned %s/%s to %s"
                        .formatted(
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName(),
                                node));
    }

    void forget(GangId id) {
        gangs.remove(id);
    }

    void clear() {
        gangs.clear();
        changed.clear();
        statuses.clear();
    }

    private Gang gang(GangId id) {
        return gangs.computeIfAbsent(id, it -> new Gang());
    }

    private void flush() {
        Set<GangId> now = Set.copyOf(changed);
        changed.clear();
        now.forEach(this::report);
    }

    private void report(GangId id) {
        cluster.group(id.toString()).ifPresent(group -> report(group, gang(id)));
    }

    private void report(PodGroup group, Gang gang) {
        List<Pod> pods = cluster.podsOf(Facts.gangId(group));
        boolean hopeless =
                gang.reason != null
                        && isLasting(gang.reason)
                        && !outlook.isAnyResting(Facts.poolOf(group));
        Instant now = clock.instant();
        PodGroupStatus next =
                GangProgress.of(pods, gang.placed, gang.reason, hopeless).next(group, now);
        boolean echoing = next.equals(gang.written) && now.isBefore(gang.writtenAt.plus(ECHO));
        if (!echoing && !next.equals(group.getStatus())) {
            tellOfWaiting(
                    group, gang.written == null ? PodGroupStatus.of(group) : gang.written, next);
            gang.written = next;
            gang.writtenAt = now;
            statuses.write(group, next);
        }
        tell(pods, gang, now);
    }

    /** An obstacle that time alone does not remove: the nodes would have to become others. */
    private static boolean isLasting(Reason reason) {
        return switch (reason) {
            case Reason.NeverFits never -> !never.others();
            case Reason.NoNode(int nodes, String rule, int _) ->
                    nodes > 0 && Set.of("selector", "affinity", "volume").contains(rule);
            case Reason.NoDomain domain -> domain.ever() < domain.needed();
            default -> false;
        };
    }

    private void tellOfWaiting(PodGroup group, PodGroupStatus last, PodGroupStatus next) {
        PodGroupCondition waits = next.condition(PodGroupCondition.UNSCHEDULABLE);
        PodGroupCondition before = last.condition(PodGroupCondition.UNSCHEDULABLE);
        if (waits != null && (before == null || !Objects.equals(before.reason(), waits.reason()))) {
            events.tell(
                    group,
                    EventWriter.Type.WARNING,
                    "FailedScheduling",
                    String.valueOf(waits.message()));
        }
    }

    /** Tells pods that exist and have no place why. */
    private void tell(List<Pod> pods, Gang gang, Instant now) {
        if (gang.reason == null) {
            gang.pods = Map.of();
            return;
        }
        String sentence = Explanation.of(gang.reason);
        Predicate<Pod> waits =
                pod ->
                        !Facts.isBound(pod)
                                && !Facts.ended(pod)
                                && pod.getMetadata().getDeletionTimestamp() == null
                                && !outlook.hasPlace(pod);
        Map<String, Written> told = new HashMap<>();
        pods.stream()
                .filter(waits)
                .forEach(pod ->
                        told.put(pod.getMetadata().getUid(), tell(pod, gang, sentence, now)));
        gang.pods = told;
    }

    private Written tell(Pod pod, Gang gang, String sentence, Instant now) {
        String version = pod.getMetadata().getResourceVersion();
        Written last = gang.pods.get(pod.getMetadata().getUid());
        boolean echoing =
                last != null
                        && last.version().equals(version)
                        && now.isBefore(last.at().plus(ECHO));
        Optional<PodCondition> said = scheduled(pod);
        boolean isSaid =
                said.filter(it -> "False".equals(it.getStatus()))
                        .filter(it -> sentence.equals(it.getMessage()))
                        .isPresent();
        if (echoing || isSaid) {
            return last == null ? new Written(version, now) : last;
        }
        String since =
                said.filter(it -> "False".equals(it.getStatus()))
                        .map(PodCondition::getLastTransitionTime)
                        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        statuses.write(
                pod,
                new PodConditionBuilder()
                        .withType(POD_SCHEDULED)
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(sentence)
                        .withLastTransitionTime(since)
                        .build());
        events.tell(pod, EventWriter.Type.WARNING, "FailedScheduling", sentence);
        return new Written(version, now);
    }

    private static Optional<PodCondition> scheduled(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(it -> POD_SCHEDULED.equals(it.getType()))
                        .findFirst();
    }
}
