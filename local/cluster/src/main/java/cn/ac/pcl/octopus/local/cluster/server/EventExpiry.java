package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * Forgets events an hour after they happened last, as a real server does: they have no owner, and
 * nothing else removes them. It looks every few minutes, whatever changes then.
 */
final class EventExpiry implements ControlLoop.Reaction {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration PERIOD = Duration.ofMinutes(5);

    private final ObjectStore store;
    private final Objects objects;
    private Instant next = Instant.MIN;

    EventExpiry(ObjectStore store, Objects objects) {
        this.store = store;
        this.objects = objects;
    }

    @Override
    public void on(Change change) {
        Instant now = objects.now();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(PERIOD);
        String oldest = now.minus(KEPT).toString();
        for (StoredObject event : store.list(BuiltInTypes.EVENTS, null)) {
            if (lastTime(event.document()).compareTo(oldest) < 0) {
                store.remove(event.type(), event.key());
            }
        }
    }

    /** When it happened last, as texts that sort by time; at the latest when it was told first. */
    private static String lastTime(JsonNode event) {
        String last = Json.text(event, "lastTimestamp");
        String told = Json.text(event, "metadata", "creationTimestamp");
        return last.compareTo(told) > 0 ? last : told;
    }
}
