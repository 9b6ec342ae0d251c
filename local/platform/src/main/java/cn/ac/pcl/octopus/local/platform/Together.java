package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several things done at once.
final class Together {

    /// One of them.
    interface Task {
        void run() throws Exception;
    }

    private Together() {}

    /// Does all of them, waits for all of them, and passes on the first failure.
    static void run(List<Task> tasks) throws IOException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (Task task : tasks) {
                running.add(
                        threads.submit(() -> {
                            task.run();
                            return null;
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw new IOException(cause.getMessage(), cause);
                case InterruptedException cause -> throw cause;
                case Unable cause -> throw new Unable(cause);
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
