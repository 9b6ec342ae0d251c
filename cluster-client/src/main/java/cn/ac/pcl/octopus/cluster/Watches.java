package cn.ac.pcl.octopus.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds of objects that a service watches. The API server may come late or go away: a watch is
 * tried again until it holds.
 */
public final class Watches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final Map<String, SharedIndexInformer<?>> all = new LinkedHashMap<>();

    /**
     * Prepares the watch of one kind; {@link #start} begins it.
     *
     * @param kind a word for people
     * @param resync how often every object is told of again although nothing happened, zero for
     *     never
     * @param keys what an object's change concerns
     * @param changes is told of each of these once a change, as it was before and as it is now
     */
    public <T extends HasMetadata, K> SharedIndexInformer<T> add(
            String kind,
            Informable<T> source,
            Duration resync,
            Function<? super T, Stream<? extends K>> keys,
            Consumer<? super K> changes) {
        SharedIndexInformer<T> informer = source.runnableInformer(resync.toMillis());
        informer.addEventHandler(
                new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(T object) {
                        keys.apply(object).forEach(changes);
                    }

                    @Override
                    public void onUpdate(T before, T after) {
                        Stream.concat(keys.apply(before), keys.apply(after))
                                .distinct()
                                .forEach(changes);
                    }

                    @Override
                    public void onDelete(T object, boolean unknown) {
                        keys.apply(object).forEach(changes);
                    }
                });
        informer.exceptionHandler((started, failure) -> {
            LOG.warn("Watching {} failed and is tried again: {}", kind, failure.toString());
            return true;
        });
        all.put(kind, informer);
        return informer;
    }

    /** Begins to watch every kind; returns at once. */
    public void start() {
        all.values().forEach(SharedIndexInformer::start);
    }

    /** Whether each kind was listed once. */
    public boolean isSynced() {
        return all.values().stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** The kinds that were not listed yet. */
    public List<String> unlisted() {
        return all.entrySet().stream()
                .filter(kind -> !kind.getValue().hasSynced())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        all.values().forEach(SharedIndexInformer::stop);
    }
}
