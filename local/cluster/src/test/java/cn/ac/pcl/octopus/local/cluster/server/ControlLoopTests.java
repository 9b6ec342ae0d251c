package cn.ac.pcl.octopus.local.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
