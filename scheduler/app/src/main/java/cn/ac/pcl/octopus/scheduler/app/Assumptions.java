package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The places that were given and that the watch has not confirmed yet: of pods that do not exist
 * yet, of bindings on their way, of bindings that were made. They outlive the lanes, so that a
 * regrouping of pools never gives such a place away.
 */
final class Assumptions {
    private final Map<String, Assumption> byPod = new HashMap<>();

    /**
     * A place given to a pod.
     *
     * @param shape what the place was found for
     * @param since when it was given
     * @param failures how many tries to bind it have failed
     * @param bound when the API server accepted the binding, null before
     */
    record Assumption(
            PodId pod,
            PodShape shape,
            String node,
            Instant since,
            int failures,
            @Nullable Instant bound) {

        /** How long to wait before the next try. */
        Duration pause() {
            return Gate.pause(failures);
        }
    }

    static String key(PodId pod) {
        return pod.namespace() + "/" + pod.name();
    }

    Optional<Assumption> find(String key) {
        return Optional.ofNullable(byPod.get(key));
    }

    /** Gives a place; a planned pod that now exists takes over the place of its plan. */
    void assume(PodId pod, PodShape shape, String node, Instant now) {
        byPod.put(key(pod), new Assumption(pod, shape, node, now, 0, null));
    }

    /** Notes that the API server accepted the binding of this pod to this node. */
    void bound(PodId pod, String node, Instant now) {
        byPod.computeIfPresent(
                key(pod),
                (key, it) ->
                        it.pod().equals(pod) && it.node().equals(node)
                                ? new Assumption(
                                        pod, it.shape(), node, it.since(), it.failures(), now)
                                : it);
    }

    /** Notes a failed try; empty when the place was taken back meanwhile. */
    Optional<Assumption> failed(PodId pod, String node) {
        return Optional.ofNullable(
                byPod.computeIfPresent(
                        key(pod),
                        (key, it) ->
                                it.pod().equals(pod) && it.node().equals(node)
                                        ? new Assumption(
                                                pod,
                                                it.shape(),
                                                node,
                                                it.since(),
                                                it.failures() + 1,
                                                null)
                                        : it));
    }

    void forget(String key) {
        byPod.remove(key);
    }

    /** Those whose binding was accepted before this time and is still not confirmed. */
    List<Assumption> unconfirmedSince(Instant time) {
        return byPod.values().stream()
                .filter(it -> it.bound() != null && it.bound().isBefore(time))
                .toList();
    }

    void clear() {
        byPod.clear();
    }
}
