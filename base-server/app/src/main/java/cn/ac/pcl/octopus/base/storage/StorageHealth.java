package cn.ac.pcl.octopus.base.storage;

import java.io.IOException;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Whether store and volume can be used. Asking the store also makes its bucket, so that a store
 * which is put up late or emptied is made ready by the next look.
 */
@Component("storage")
class StorageHealth implements HealthIndicator {
    private final ObjectStore store;
    private final SharedVolume volume;

    StorageHealth(ObjectStore store, SharedVolume volume) {
        this.store = store;
        this.volume = volume;
    }

    /** Makes the bucket of a store that is there from the start, without holding the start up. */
    @EventListener(ApplicationReadyEvent.class)
    void look() {
        Thread.ofVirtual().name("storage").start(this::health);
    }

    @Override
    public Health health() {
        if (!volume.writable()) {
            return down("The shared volume cannot be written to");
        }
        try {
            store.ensureBucket();
            return Health.up().build();
        } catch (IOException unreachable) {
            return down("The object store does not answer");
        }
    }

    private static Health down(String reason) {
        return Health.outOfService().withDetail("reason", reason).build();
    }
}
