package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what a controller manager does here, one change at a time: the garbage collector, the end of
 * namespaces, the expiry of events. What was left undone when the server stopped is found again at
 * the start, when every object counts as a change.
 */
final class ControlLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Reaction> reactions;
    private final Thread thread;
    private volatile boolean closed;

    /** One duty of the control plane. */
    interface Reaction {
        void on(Change change);
    }

    private ControlLoop(List<Reaction> reactions) {
        this.reactions = reactions;
        this.thread = Thread.ofVirtual().name("control-loop").start(this::run);
    }

    static ControlLoop start(List<Reaction> reactions) {
        return new ControlLoop(reactions);
    }

    static ControlLoop start(
            ObjectStore store, TypeRegistry types, Objects objects, Deletion deletion) {
        ControlLoop loop =
                start(
                        List.of(
                                new GarbageCollector(store, types, objects, deletion),
                                new NamespaceEnd(store, types, deletion),
                                new EventExpiry(store, objects)));
        store.listen(loop::tell);
        store.types()
                .forEach(type -> {
                    for (StoredObject object : store.list(type, null)) {
                        loop.tell(new Change(null, object, object));
                    }
                });
        return loop;
    }

    void tell(Change change) {
        tasks.add(() -> reactions.forEach(reaction -> react(reaction, change)));
    }

    private void run() {
        try {
            while (!closed) {
                tasks.take().run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void react(Reaction reaction, Change change) {
        try {
            reaction.on(change);
        } catch (RuntimeException | Error e) { // the loop must outlive any one change
            log.warn(
                    "{} could not react to {} {}",
                    reaction.getClass().getSimpleName(),
                    change.last().type(),
                    change.last().key(),
                    e);
        }
    }

    /**
     * Lets the change in hand be dealt with; an interrupt in the middle of a write would close the
     * journal.
     */
    @Override
    public void close() {
        closed = true;
        tasks.add(() -> {});
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
