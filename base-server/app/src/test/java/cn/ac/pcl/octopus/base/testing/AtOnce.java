package cn.ac.pcl.octopus.base.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same by several at the same moment. */
public final class AtOnce {
    private AtOnce() {}

    /** What each of them got. */
    public static <T> List<T> all(int times, Callable<T> work) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var going = new ArrayList<Future<T>>();
            for (int i = 0; i < times; i++) {
                going.add(
                        threads.submit(() -> {
                            start.await();
                            return work.call();
                        }));
            }
            start.countDown();
            var got = new ArrayList<T>();
            for (var each : going) {
                got.add(each.get());
            }
            return got;
        }
    }
}
