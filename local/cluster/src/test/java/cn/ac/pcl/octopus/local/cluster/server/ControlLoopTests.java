package cn.ac.pcl.octopus.local.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlLoopTests {
    private static final ObjectKey KEY = new ObjectKey("", "here");

    @TempDir private Path directory;

    @Test
    void letsTheWriteInHandReachTheJournalWhenItCloses() throws InterruptedException {
        try (ObjectStore store = new ObjectStore(directory, 100)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch closing = new CountDownLatch(1);
            ControlLoop loop =
                    ControlLoop.start(
                            List.of(change -> {
                                begun.countDown();
                                await(closing);
                                store.put(BuiltInTypes.NAMESPACES, KEY, named());
                            }));
            loop.tell(change(store));
            begun.await();
            Thread closer = Thread.startVirtualThread(loop::close);
            while (closer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            closing.countDown();
            closer.join();
            store.put(BuiltInTypes.NAMESPACES, KEY, named()); // the journal is still open
        }
        try (ObjectStore again = new ObjectStore(directory, 100)) {
            assertThat(again.get(BuiltInTypes.NAMESPACES, KEY)).isPresent();
        }
    }

    @Test
    void goesOnAfterAnError() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        try (ObjectStore store = new ObjectStore(null, 100);
                ControlLoop loop =
                        ControlLoop.start(
                                List.of(_ -> {
                                    both.countDown();
                                    throw new StackOverflowError("a strange document");
                                }))) {
            loop.tell(change(store));
            loop.tell(change(store));
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void forgetsEventsAnHourAfterTheyHappenedLast() {
        try (ObjectStore store = new ObjectStore(null, 100)) {
            event(store, "old", "2026-11-25T00:00:00Z", "");
            event(store, "again", "2026-11-25T00:00:00Z", "2026-11-25T01:30:00Z");
            event(store, "new", "2026-11-25T01:30:00Z", "");
            Clock clock = Clock.fixed(Instant.parse("2026-11-25T02:00:00Z"), ZoneOffset.UTC);
            Objects objects = new Objects(store, new TypeRegistry(store), clock);
            new EventExpiry(store, objects).on(change(store));
            assertThat(store.list(BuiltInTypes.EVENTS, null))
                    .extracting(event -> event.key().name())
                    .containsExactly("again", "new");
        }
    }

    private static void event(ObjectStore store, String name, String told, String last) {
        var event = named().put("lastTimestamp", last);
        event.withObjectProperty("metadata").put("creationTimestamp", told);
        store.put(BuiltInTypes.EVENTS, new ObjectKey("default", name), event);
    }

    private static Change change(ObjectStore store) {
        StoredObject object =
                store.put(BuiltInTypes.NAMESPACES, new ObjectKey("", "other"), named());
        return new Change(null, object, object);
    }

    private static tools.jackson.databind.node.ObjectNode named() {
        var document = Json.object();
        document.putObject("metadata").put("name", "here").put("uid", "u");
        return document;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // what an interrupting close would do
        }
    }
}
