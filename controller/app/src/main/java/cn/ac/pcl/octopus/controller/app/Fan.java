package cn.ac.pcl.octopus.controller.app;

import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Does the same to many things, some at a time. */
final class Fan {

    private static final int AT_ONCE = 16;

    private Fan() {}

    /** Returns when all is done; what is done must not throw. */
    static <T> void each(Collection<T> things, Consumer<T> work) {
        if (things.size() == 1) {
            things.forEach(work);
            return;
        }
        Semaphore slots = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T thing : things) {
                slots.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        work.accept(thing);
                    } finally {
                        slots.release();
                    }
                });
            }
        }
    }
}
