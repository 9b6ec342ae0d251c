package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.tasks.RecurringWork;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes uploads that were never confirmed, once nothing can be uploaded under their address. */
@Component
class StagingSweep implements RecurringWork {
    private final ObjectStore store;
    private final StorageProperties properties;
    private final Clock clock;

    StagingSweep(ObjectStore store, StorageProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "staging-sweep";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(6);
    }

    @Override
    public void run() throws IOException {
        // The first turn may come before anybody has used the store.
        store.ensureBucket();
        var oldest = clock.instant().minus(properties.uploadExpiry().multipliedBy(2));
        for (var kind : StoragePaths.Kind.values()) {
            for (var found : store.list(StoragePaths.uploads(kind))) {
                if (found.lastModified().isBefore(oldest)) {
                    store.delete(found.key());
                }
            }
        }
    }
}
