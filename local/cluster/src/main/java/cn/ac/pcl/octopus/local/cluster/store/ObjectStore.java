package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * All objects of the cluster, in memory, with one version counter over them.
 *
 * <p>Guarantees: writes are serial ({@link #atomically} spans a read and the write that depends on
 * it); a list is one moment's state, also when it is read in pages; each change reaches the change
 * log of its type in the order of versions; with a directory, a change is on disk before it is
 * seen.
 */
public final class ObjectStore implements AutoCloseable {
    private final int logCapacity;
    private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final OwnerIndex owners = new OwnerIndex();
    private final @Nullable Journal journal;
    private final long restored;
    private volatile long version;
    private volatile boolean closed;

    /** The objects of one type and their latest changes. */
    private record Shelf(NavigableMap<ObjectKey, StoredObject> objects, ChangeLog changes) {}

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
        if (directory == null) {
            journal = null;
            version = 1;
        } else {
            journal = new Journal(directory);
            journal.read(this::restore);
            version = Math.max(version, 1);
            journal.rewrite(living(), version);
        }
        restored = version;
        shelves.replaceAll(
                (_, shelf) -> new Shelf(shelf.objects(), new ChangeLog(logCapacity, restored)));
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
        return List.copyOf(shelves.keySet());
    }

    /** Hears of every change, under the store's lock: must be quick and must not write. */
    public void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    public Optional<StoredObject> get(String type, ObjectKey key) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(shelf(type).objects().get(key));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** All objects of the type, or those of one namespace, now. */
    public List<StoredObject> list(String type, @Nullable String namespace) {
        lock.readLock().lock();
        try {
            return new ArrayList<>(range(shelf(type).objects(), namespace).values());
        } finally {
            lock.readLock().unlock();
        }
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
        lock.readLock().lock();
        try {
            Shelf shelf = shelf(type);
            NavigableMap<ObjectKey, StoredObject> objects = range(shelf.objects(), namespace);
            long asOf = place == null ? version : place.version();
            if (place != null) {
                objects = new TreeMap<>(objects);
                for (Change change : shelf.changes().since(asOf).reversed()) {
                    if (change.before() == null) {
                        objects.remove(change.last().key());
                    } else {
                        objects.put(change.last().key(), change.before());
                    }
                }
                objects = range(objects, namespace).tailMap(place.next(), true);
            }
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
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Changes of the type after the version, without waiting. */
    public List<Change> changes(String type, long after) {
        return shelf(type).changes().since(after);
    }

    /** Changes of the type after the version; waits for one, and returns none when time is up. */
    public List<Change> changes(String type, long after, Duration wait)
            throws InterruptedException {
        return shelf(type).changes().after(after, wait);
    }

    /** Runs the action while no other write can happen. */
    public <T> T atomically(Supplier<T> action) {
        lock.writeLock().lock();
        try {
            return action.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Stores the document, which belongs to the store from now on, under the next version. */
    public StoredObject put(String type, ObjectKey key, ObjectNode document) {
        return atomically(() -> {
            long next = version + 1;
            Metadata.of(document).put("resourceVersion", Long.toString(next));
            StoredObject after = new StoredObject(type, key, next, document);
            if (journal != null) {
                journal.stored(after);
            }
            Shelf shelf = shelf(type);
            StoredObject before = shelf.objects().put(key, after);
            publish(shelf, new Change(next, before, after, after));
            if (before != null) {
                before.supersede();
            }
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
            long next = version + 1;
            if (journal != null) {
                journal.removed(next, type, key);
            }
            ObjectNode last = before.draft();
            Metadata.of(last).put("resourceVersion", Long.toString(next));
            StoredObject gone = new StoredObject(type, key, next, last);
            shelf.objects().remove(key);
            publish(shelf, new Change(next, before, null, gone));
            before.supersede();
            gone.supersede();
            return Optional.of(gone);
        });
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            shelves.values().forEach(shelf -> shelf.changes().close());
            if (journal != null) {
                journal.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void publish(Shelf shelf, Change change) {
        owners.on(change.before(), change.after());
        shelf.changes().add(change);
        listeners.forEach(listener -> listener.accept(change));
        version = change.version(); // last: who sees it finds the change in the log
        if (journal != null && journal.isMostlyHistory(owners.size())) {
            journal.rewrite(living(), version);
        }
    }

    private Shelf shelf(String type) {
        return shelves.computeIfAbsent(
                type, _ -> new Shelf(new TreeMap<>(), new ChangeLog(logCapacity, restored)));
    }

    private Collection<StoredObject> living() {
        List<StoredObject> all = new ArrayList<>();
        shelves.values().forEach(shelf -> all.addAll(shelf.objects().values()));
        return all;
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
        StoredObject before = objects.remove(key);
        StoredObject after = null;
        if (document != null) {
            after = new StoredObject(type, key, at, document);
            objects.put(key, after);
        }
        if (after != null || before != null) {
            owners.on(before, after);
        }
    }
}
