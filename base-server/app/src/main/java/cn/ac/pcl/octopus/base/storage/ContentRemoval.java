package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.tasks.BackgroundTask;
import cn.ac.pcl.octopus.base.tasks.Retry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Frees what nobody can reach any more. While somebody needs it, it stays. */
@Component
class ContentRemoval implements BackgroundTask<ContentRemoval.Leftover> {
    static final String NAME = "content-removal";

    private static final Retry RETRY =
            new Retry(Duration.ofSeconds(5), Duration.ofMinutes(10), Integer.MAX_VALUE);

    private final ObjectStore store;
    private final SharedVolume volume;
    private final ObjectProvider<ContentUse> uses;

    ContentRemoval(ObjectStore store, SharedVolume volume, ObjectProvider<ContentUse> uses) {
        this.store = store;
        this.volume = volume;
        this.uses = uses;
    }

    /**
     * What is removed.
     *
     * @param place a directory, empty for none
     * @param prefixes of objects
     */
    record Leftover(String place, List<String> prefixes) {
        Leftover {
            prefixes = List.copyOf(prefixes);
        }

        /** What tells it from others; paths are longer than names of tasks may be. */
        String name() {
            return UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8)).toString();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Leftover> dataType() {
        return Leftover.class;
    }

    @Override
    public Retry retry(Leftover leftover) {
        return RETRY;
    }

    @Override
    public Optional<String> bulkFor(Leftover leftover) {
        return Optional.of(NAME);
    }

    @Override
    public void run(Leftover leftover) throws IOException {
        if (!leftover.place().isEmpty()) {
            var place = new VolumePath(leftover.place());
            if (uses.stream().anyMatch(use -> use.needs(place))) {
                throw new IOException("It is still needed: " + place);
            }
            volume.delete(NAME + "-" + leftover.name(), place);
        }
        for (var prefix : leftover.prefixes()) {
            store.deleteAll(prefix);
        }
    }

    @Override
    public void giveUp(Leftover leftover, Throwable cause) {
        // It is never given up.
    }
}
