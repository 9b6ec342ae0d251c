package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.storage.ContentOwner.Fate;
import cn.ac.pcl.octopus.base.tasks.BackgroundTask;
import cn.ac.pcl.octopus.base.tasks.Retry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Does content orders. It may be cut off anywhere and begins anew: what it makes appears at its
 * place in one step, and the owner takes an end only for the order it waits for.
 */
@Component
class ContentWork implements BackgroundTask<ContentOrder> {
    static final String NAME = "content";

    /** Store and volume may be away for an hour. */
    private static final Retry RETRY = new Retry(Duration.ofSeconds(2), Duration.ofMinutes(5), 20);

    private final ObjectStore store;
    private final SharedVolume volume;
    private final Map<String, ContentOwner> owners;
    private final Clock clock;

    ContentWork(ObjectStore store, SharedVolume volume, List<ContentOwner> owners, Clock clock) {
        this.store = store;
        this.volume = volume;
        this.owners =
                owners.stream().collect(Collectors.toMap(ContentOwner::name, Function.identity()));
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<ContentOrder> dataType() {
        return ContentOrder.class;
    }

    @Override
    public Retry retry() {
        return RETRY;
    }

    @Override
    public void run(ContentOrder order) throws IOException {
        var owner = owner(order);
        if (owner.fate(order) != Fate.WANTED) {
            return;
        }
        int count = order.archive().isEmpty() ? 2 : 3;
        var steps = new Steps(count, clock, percent -> owner.progressed(order, percent));
        try {
            make(order, steps);
        } catch (BadArchiveException | VolumeFullException hopeless) {
            owner.failed(order, String.valueOf(hopeless.getMessage()));
            return;
        } catch (NoSuchFileException missing) {
            if (order.action() == ContentOrder.Action.UNPACK
                    || volume.exists(new VolumePath(order.source()))) {
                throw missing;
            }
            owner.failed(order, "What the content was to be made from is gone");
            return;
        }
        owner.done(order);
        if (owner.fate(order) == Fate.GONE && !order.target().isEmpty()) {
            volume.delete(new VolumePath(order.target()));
        }
    }

    private void make(ContentOrder order, Steps steps) throws IOException {
        switch (order.action()) {
            case UNPACK -> unpack(order, steps);
            case COPY ->
                    volume.copy(
                            order.name(),
                            new VolumePath(order.source()),
                            new VolumePath(order.target()),
                            steps);
            case PACK -> pack(order, new VolumePath(order.source()), steps);
        }
        if (order.action() != ContentOrder.Action.PACK && !order.archive().isEmpty()) {
            pack(order, new VolumePath(order.target()), steps);
        }
    }

    private void unpack(ContentOrder order, Steps steps) throws IOException {
        var uploaded =
                store.stat(order.source())
                        .orElseThrow(
                                () -> new BadArchiveException("The uploaded file has vanished"));
        try (var archive = store.open(order.source())) {
            volume.unpack(
                    order.name(), archive, uploaded.size(), new VolumePath(order.target()), steps);
        }
    }

    private void pack(ContentOrder order, VolumePath source, Steps steps) throws IOException {
        volume.pack(order.name(), source, steps, zip -> store.put(order.archive(), zip));
    }

    @Override
    public void giveUp(ContentOrder order, Throwable cause) {
        owner(order)
                .failed(
                        order,
                        cause instanceof StoreFailedException
                                ? "The object store did not answer for an hour"
                                : "The platform could not do it; ask an administrator");
    }

    private ContentOwner owner(ContentOrder order) {
        var owner = owners.get(order.owner());
        if (owner == null) {
            throw new IllegalStateException("Nobody owns " + order);
        }
        return owner;
    }
}
