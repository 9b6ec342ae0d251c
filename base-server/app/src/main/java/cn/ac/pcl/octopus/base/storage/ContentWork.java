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
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

    /** Store and volume may be away for an hour; then whoever has uploaded does it again. */
    private static final Retry REPEATABLE =
            new Retry(Duration.ofSeconds(2), Duration.ofMinutes(5), 20);

    private final ObjectStore store;
    private final SharedVolume volume;
    private final ContentRemoval removal;
    private final Map<String, ContentOwner> owners;
    private final Clock clock;

    ContentWork(
            ObjectStore store,
            SharedVolume volume,
            ContentRemoval removal,
            List<ContentOwner> owners,
            Clock clock) {
        this.store = store;
        this.volume = volume;
        this.removal = removal;
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
    public Retry retry(ContentOrder order) {
        return order.isRepeatable() ? REPEATABLE : Retry.FOR_EVER;
    }

    @Override
    public Optional<String> bulkFor(ContentOrder order) {
        return Optional.of(owner(order).userOf(order));
    }

    @Override
    public void run(ContentOrder order) throws IOException {
        var owner = owner(order);
        if (owner.fate(order) == Fate.WANTED) {
            make(order, owner);
        } else {
            volume.removeWork(order.name());
        }
        if (owner.fate(order) == Fate.GONE) {
            removal.run(order.leftover());
        }
    }

    private void make(ContentOrder order, ContentOwner owner) throws IOException {
        int count = order.archive().isEmpty() ? 2 : 3;
        var steps = new Steps(count, clock, percent -> owner.progressed(order, percent));
        try {
            make(order, steps, () -> owner.fate(order) == Fate.WANTED);
            owner.done(order);
        } catch (BadArchiveException | TooDeepException hopeless) {
            owner.failed(order, String.valueOf(hopeless.getMessage()));
        } catch (NoSuchFileException missing) {
            if (order.action() == ContentOrder.Action.UNPACK
                    || volume.exists(new VolumePath(order.source()))) {
                throw missing;
            }
            owner.failed(order, "What the content was to be made from is gone");
        } catch (VolumeFullException full) {
            if (order.isRepeatable()) {
                owner.failed(order, String.valueOf(full.getMessage()));
                return;
            }
            owner.hindered(order, String.valueOf(full.getMessage()));
            throw full;
        } catch (IOException trouble) {
            owner.hindered(
                    order,
                    trouble instanceof StoreFailedException
                            ? "The object store does not answer; it is asked again"
                            : "The platform's volume cannot be used; it is tried again");
            throw trouble;
        }
    }

    private void make(ContentOrder order, Steps steps, BooleanSupplier wanted) throws IOException {
        switch (order.action()) {
            case UNPACK -> unpack(order, steps, wanted);
            case COPY ->
                    volume.copy(
                            order.name(),
                            new VolumePath(order.source()),
                            new VolumePath(order.target()),
                            steps,
                            wanted);
            case PACK -> pack(order, new VolumePath(order.source()), steps);
        }
        if (order.action() != ContentOrder.Action.PACK && !order.archive().isEmpty()) {
            pack(order, new VolumePath(order.target()), steps);
        }
    }

    private void unpack(ContentOrder order, Steps steps, BooleanSupplier wanted)
            throws IOException {
        var uploaded =
                store.stat(order.source())
                        .orElseThrow(
                                () -> new BadArchiveException("The uploaded file has vanished"));
        try (var archive = store.open(order.source())) {
            volume.unpack(
                    order.name(),
                    archive,
                    uploaded.size(),
                    new VolumePath(order.target()),
                    steps,
                    wanted);
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
