package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * All objects of the cluster, in memory, with one version counter over them and one lock around
 * them.
 *
 * <p>Guarantees: {@link #atomically} spans a read and the write that depends on it; a list is one
 * moment's state, also when it is read in pages; each change reaches the change log of its type in
 * the order of versions; with a directory, a change is on disk before it is seen.
 */
public final class ObjectStore implements AutoCloseable {
    private final int logCapacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Shelf> shelves = new HashMap<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final OwnerIndex owners = new OwnerIndex();
    private final @Nullable Journal journal;
    private final long restored;
    private volatile long version = 1;
    private volatile boolean closed;

    /** The objects of one type, their latest changes, and who waits for the next one. */
    private record Shelf(
            NavigableMap<ObjectKey, StoredObject> objects, ChangeLog changes, Condition grown) {}

    /** Where the next page of a list starts, and the version whose state the list shows. */
    public record Place(long version, ObjectKey next) {}

    /**
     * One page of a list.
     *
     * @param version the version whose state the list shows
     * @param next null after the last page
     */
    public record Page(List<StoredObject> items, long version, @Nullable Place next) {}

    /**
     * A store in memory; with a directory it starts from what it finds there and keeps it current.
     */
    public ObjectStore(@Nullable Path directory, int logCapacity) {
        this.logCapacity = logCapacity;
        journal = directory == null ? null : new Journal(directory);
        if (journal != null) {
            journal.read(this::restore);
            journal.rewrite(living(), version);
        }
        restored = version;
        shelves.replaceAll((_, shelf) -> shelf(shelf.objects()));
    }

    /** The version of the latest change. */
    public long version() {
        return version;
    }

    public OwnerIndex owners() {
        return owners;
    }

    /** The ids of the types of which objects are, or were, stored. */
    public List<String> types() {
        return atomically(() -> List.copyOf(shelves.keySet()));
    }

    /** Hears of every change, under the store's lock: must be quick and must not write. */
    public void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    public Optional<StoredObject> get(String type, ObjectKey key) {
        return atomically(() -> Optional.ofNullable(shelf(type).objects().get(key)));
    }

    /** All objects of the type, or those of one namespace, now. */
    public List<StoredObject> list(String type, @Nullable String namespace) {
        return atomically(() -> List.copyOf(range(shelf(type).objects(), namespace).values()));
    }

    /**
     * A page of a list.
     *
     * @param place where an earlier page ended; null for the first
     */
    public Page list(
            String type,
            @Nullable String namespace,
            Predicate<StoredObject> filter,
            int limit,
            @Nullable Place place) {
        return atomically(() -> {
            NavigableMap<ObjectKey, StoredObject> objects = range(at(type, place), namespace);
            if (place != null) {
                objects = objects.tailMap(place.next(), true);
            }
            long asOf = place == null ? version : place.version();
            List<StoredObject> items = new ArrayList<>();
            for (StoredObject object : objects.values()) {
                if (filter.test(object)) {
                    if (items.size() == limit) {
                        return new Page(items, asOf, new Place(asOf, object.key()));
                    }
                    items.add(object);
                }
            }
            return new Page(items, asOf, null);
        });
    }

    /** The objects as they are, or as they were at the version of a place. */
    private NavigableMap<ObjectKey, StoredObject> at(String type, @Nullable Place place) {
        Shelf shelf = shelf(type);
        if (place == null) {
            return shelf.objects();
        }
        NavigableMap<ObjectKey, StoredObject> objects = new TreeMap<>(shelf.objects());
        for (Change change : shelf.changes().since(place.version()).reversed()) {
            if (change.before() == null) {
                objects.remove(change.last().key());
            } else {
                objects.put(change.last().key(), change.before());
            }
        }
        return objects;
    }

    /** Changes of the type after the version; waits for one, and returns none when time is up. */
    public List<Change> changes(String type, long after, Duration wait)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Shelf shelf = shelf(type);
            List<Change> found = shelf.changes().since(after);
            for (long left = wait.toNanos(); found.isEmpty() && left > 0 && !closed; ) {
                left = shelf.grown().awaitNanos(left);
                found = shelf.changes().since(after);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Runs the action while nothing else happens in the store. */
    public <T> T atomically(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Stores the document, which belongs to the store from now on, under the next version. */
    public StoredObject put(String type, ObjectKey key, ObjectNode document) {
        return atomically(() -> {
            StoredObject after = next(type, key, document);
            if (journal != null) {
                journal.stored(after);
            }
            Shelf shelf = shelf(type);
            publish(shelf, new Change(shelf.objects().put(key, after), after, after));
            return after;
        });
    }

    /** Removes the object; the result is its last state with the version of the removal. */
    public Optional<StoredObject> remove(String type, ObjectKey key) {
        return atomically(() -> {
            Shelf shelf = shelf(type);
            StoredObject before = shelf.objects().get(key);
            if (before == null) {
                return Optional.empty();
            }
            StoredObject gone = next(type, key, before.draft());
            if (journal != null) {
                journal.removed(gone.version(), type, key);
            }
            shelf.objects().remove(key);
            publish(shelf, new Change(before, null, gone));
            gone.supersede();
            return Optional.of(gone);
        });
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        atomically(() -> {
            if (!closed && journal != null) {
                journal.close();
            }
            closed = true;
            shelves.values().forEach(shelf -> shelf.grown().signalAll());
            return closed;
        });
    }

    private StoredObject next(String type, ObjectKey key, ObjectNode document) {
        long next = version + 1;
        Metadata.of(document).put("resourceVersion", Long.toString(next));
        return new StoredObject(type, key, next, document);
    }

    private void publish(Shelf shelf, Change change) {
        owners.on(change.before(), change.after());
        shelf.changes().add(change);
        shelf.grown().signalAll();
        listeners.forEach(listener -> listener.accept(change));
        version = change.version();
        if (change.before() != null) {
            change.before().supersede();
        }
        if (journal != null && journal.isMostlyHistory(owners.size())) {
            journal.rewrite(living(), version);
        }
    }

    private Shelf shelf(String type) {
        return shelves.computeIfAbsent(type, _ -> shelf(new TreeMap<>()));
    }

    private Shelf shelf(NavigableMap<ObjectKey, StoredObject> objects) {
        return new Shelf(objects, new ChangeLog(logCapacity, restored), lock.newCondition());
    }

    private List<StoredObject> living() {
        return shelves.values().stream()
                .flatMap(shelf -> shelf.objects().values().stream())
                .toList();
    }

    private static NavigableMap<ObjectKey, StoredObject> range(
            NavigableMap<ObjectKey, StoredObject> objects, @Nullable String namespace) {
        return namespace == null
                ? objects
                : objects.subMap(
                        new ObjectKey(namespace, ""),
                        true,
                        new ObjectKey(namespace + "\0", ""),
                        false);
    }

    /** Takes a line of the journal. */
    private void restore(long at, String type, ObjectKey key, @Nullable ObjectNode document) {
        version = Math.max(version, at);
        NavigableMap<ObjectKey, StoredObject> objects = shelf(type).objects();
        StoredObject after = document == null ? null : new StoredObject(type, key, at, document);
        owners.on(objects.remove(key), after);
        if (after != null) {
            objects.put(key, after);
        }
    }
}
