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

    /**
     * One page of a list.
     *
     * @param version the version whose state the list shows
     * @param next where the next page starts, or null after the last
     */
    public record Page(List<StoredObject> items, long version, @Nullable ObjectKey next) {}

    /**
     * A store in memory; with a directory it starts from what it finds there and keeps it current.
     */
    public ObjectStore(@Nullable Path directory, int logCapacity) {
        this.logCapacity = logCapacity;
        if (directory == null) {
            journal = null;
            version = 1;
        } else {
            journal = Journal.open(directory, new Restore());
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

    /** The first page of a list, as it is now. */
    public Page list(
            String type, @Nullable String namespace, Predicate<StoredObject> filter, int limit) {
        lock.readLock().lock();
        try {
            return page(range(shelf(type).objects(), namespace), filter, limit, version);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** A later page of a list, as it was at the version of the first. */
    public Page list(
            String type,
            @Nullable String namespace,
            Predicate<StoredObject> filter,
            int limit,
            long asOf,
            ObjectKey from) {
        lock.readLock().lock();
        try {
            Shelf shelf = shelf(type);
            NavigableMap<ObjectKey, StoredObject> then =
                    new TreeMap<>(range(shelf.objects(), namespace).tailMap(from, true));
            for (Change change : shelf.changes().since(asOf).reversed()) {
                ObjectKey key = change.last().key();
                boolean listed =
                        key.compareTo(from) >= 0
                                && (namespace == null || key.namespace().equals(namespace));
                if (!listed) {
                    continue;
                }
                if (change.before() == null) {
                    then.remove(key);
                } else {
                    then.put(key, change.before());
                }
            }
            return page(then, filter, limit, asOf);
        } finally {
            lock.readLock().unlock();
        }
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
        owners.on(change);
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

    private static Page page(
            NavigableMap<ObjectKey, StoredObject> objects,
            Predicate<StoredObject> filter,
            int limit,
            long version) {
        List<StoredObject> items = new ArrayList<>();
        for (StoredObject object : objects.values()) {
            if (filter.test(object)) {
                if (items.size() == limit) {
                    return new Page(items, version, object.key());
                }
                items.add(object);
            }
        }
        return new Page(items, version, null);
    }

    /** Rebuilds the objects from the journal. */
    private final class Restore implements Journal.Reader {
        @Override
        public void stored(long at, String type, ObjectNode document) {
            version = Math.max(version, at);
            ObjectKey key = new ObjectKey(Metadata.namespace(document), Metadata.name(document));
            StoredObject after = new StoredObject(type, key, at, document);
            StoredObject before = shelf(type).objects().put(key, after);
            owners.on(new Change(at, before, after, after));
        }

        @Override
        public void removed(long at, String type, ObjectKey key) {
            version = Math.max(version, at);
            StoredObject before = shelf(type).objects().remove(key);
            if (before != null) {
                owners.on(new Change(at, before, null, before));
            }
        }
    }
}
