package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.PodLogFiles;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Serves what the containers of a pod wrote, from the files of the node on this machine. */
final class PodLogs {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int BLOCK = 1 << 16;

    private final ObjectStore store;
    private final @Nullable PodLogFiles files;

    PodLogs(ObjectStore store, @Nullable PodLogFiles files) {
        this.store = store;
        this.files = files;
    }

    void answer(Call call, StoredObject pod) throws IOException {
        String container = container(call, pod);
        JsonNode status = containerStatus(pod, container);
        int restarts = status.path("restartCount").asInt(0);
        Path file = file(pod, container, call.isSet("previous") ? restarts - 1 : restarts);
        if (file == null || !Files.exists(file)) {
            throw ApiFailure.badRequest(
                    "container \"%s\" in pod \"%s\" is waiting to start: %s"
                            .formatted(container, pod.key().name(), waiting(status)));
        }
        String tail = call.query("tailLines");
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r");
                OutputStream out = call.stream("text/plain")) {
            log.seek(tail == null ? 0 : startOfTail(log, Call.number(tail)));
            copy(log, out);
            if (call.isSet("follow")) {
                follow(log, out, pod, container);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(RandomAccessFile log, OutputStream out, StoredObject pod, String container)
            throws IOException, InterruptedException {
        out.flush();
        while (!store.isClosed()) {
            long version = store.version();
            boolean ended = hasEnded(pod, container);
            if (copy(log, out)) {
                out.flush();
            } else if (ended) {
                return;
            } else {
                store.changes(BuiltInTypes.PODS, version, LOOK);
            }
        }
    }

    private boolean hasEnded(StoredObject pod, String container) {
        StoredObject now = store.get(BuiltInTypes.PODS, pod.key()).orElse(null);
        return now == null
                || !now.uid().equals(pod.uid())
                || containerStatus(now, container).path("state").has("terminated");
    }

    /** Writes what there is to read; whether there was any. */
    private static boolean copy(RandomAccessFile from, OutputStream to) throws IOException {
        if (from.getFilePointer() > from.length()) {
            from.seek(0); // the node emptied it for its size
        }
        byte[] block = new byte[BLOCK];
        boolean any = false;
        for (int read = from.read(block); read > 0; read = from.read(block)) {
            to.write(block, 0, read);
            any = true;
        }
        return any;
    }

    /** Where the last lines begin. */
    private static long startOfTail(RandomAccessFile log, long lines) throws IOException {
        long at = log.length();
        if (lines <= 0) {
            return at;
        }
        byte[] block = new byte[BLOCK];
        long found = 0;
        long last = at - 1; // the newline that ends the last line does not begin another
        while (at > 0) {
            int size = (int) Math.min(block.length, at);
            at -= size;
            log.seek(at);
            log.readFully(block, 0, size);
            for (int i = size - 1; i >= 0; i--) {
                if (block[i] == '\n' && at + i < last && ++found == lines) {
                    return at + i + 1;
                }
            }
        }
        return 0;
    }

    private @Nullable Path file(StoredObject pod, String container, int restart) {
        return files == null || restart < 0
                ? null
                : files.file(
                        pod.key().namespace(), pod.key().name(), pod.uid(), container, restart);
    }

    private static String container(Call call, StoredObject pod) {
        List<String> names = new ArrayList<>();
        JsonNode spec = pod.document().path("spec");
        spec.path("containers").forEach(container -> names.add(Json.text(container, "name")));
        String asked = call.query("container");
        if (asked == null) {
            if (names.size() == 1) {
                return names.getFirst();
            }
            throw ApiFailure.badRequest(
                    "a container name must be specified for pod %s, choose one of: [%s]"
                            .formatted(pod.key().name(), String.join(" ", names)));
        }
        spec.path("initContainers").forEach(container -> names.add(Json.text(container, "name")));
        if (!names.contains(asked)) {
            throw ApiFailure.badRequest(
                    "container %s is not valid for pod %s".formatted(asked, pod.key().name()));
        }
        return asked;
    }

    private static JsonNode containerStatus(StoredObject pod, String container) {
        for (String list : List.of("containerStatuses", "initContainerStatuses")) {
            for (JsonNode status : Json.at(pod.document(), "status", list)) {
                if (Json.text(status, "name").equals(container)) {
                    return status;
                }
            }
        }
        return Json.object();
    }

    private static String waiting(JsonNode status) {
        String reason = Json.text(status, "state", "waiting", "reason");
        return reason.isEmpty() ? "ContainerCreating" : reason;
    }
}
