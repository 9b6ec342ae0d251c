package cn.ac.pcl.octopus.base.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What several do at the same moment. */
public final class AtOnce {
    private AtOnce() {}

    /** The same by several, and what each of them got. */
    public static <T> List<T> all(int times, Callable<T> work) throws Exception {
        return each(Collections.nCopies(times, work));
    }

    /** One thing by each, and what they got. */
    public static <T> List<T> each(List<Callable<T>> works) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var going = new ArrayList<Future<T>>();
            for (var work : works) {
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
