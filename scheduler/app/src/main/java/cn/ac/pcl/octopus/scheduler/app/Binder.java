package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.PodId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Does to pods what was planned. What it does it does later, from other threads. */
interface Binder {

    /** How a binding ended. */
    enum Outcome {
        /** The pod is on the node. */
        BOUND,
        /** The pod is gone, or on another node: the placement is void. */
        VOID,
        /** The API server did not do it; it may later. */
        FAILED
    }

    /** Hears how a binding ended. */
    interface Ending {
        void bound(PodId pod, String node, Outcome outcome);
    }

    /** Binds a pod to a node. */
    void bind(PodId pod, String node, Ending ending);

    /** Looks up whether a binding that was accepted holds; says nothing when nobody can tell. */
    void confirm(PodId pod, String node, Ending ending);

    /**
     * Tells a pod when it will be ended for others.
     *
     * @param deadline when, null to take the notice back
     */
    void notice(PodId pod, @Nullable Instant deadline);

    /** Deletes a pod, gracefully, as long as it is still this one; tries until it is done. */
    void delete(PodId pod, String why);
}
