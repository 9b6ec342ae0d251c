package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.PodLogs;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Serves what the containers of a pod wrote, from where the node of this machine keeps it. */
final class LogRequests {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final ObjectStore store;
    private final @Nullable PodLogs logs;

    LogRequests(ObjectStore store, @Nullable PodLogs logs) {
        this.store = store;
        this.logs = logs;
    }

    void answer(Call call, StoredObject pod) throws IOException {
        String container = container(call, pod);
        JsonNode status = containerStatus(pod, container);
        int restarts = status.path("restartCount").asInt(0);
        String tail = call.query("tailLines");
        long lines = tail == null ? 0 : Call.number(tail);
        try (PodLogs.Reader log =
                open(pod, container, call.isSet("previous") ? restarts - 1 : restarts)) {
            if (log == null) {
                throw ApiFailure.badRequest(
                        "container \"%s\" in pod \"%s\" is waiting to start: %s"
                                .formatted(container, pod.key().name(), waiting(status)));
            }
            if (tail != null) {
                log.skipToLast(lines);
            }
            try (OutputStream out = call.stream("text/plain")) {
                log.copy(out);
                if (call.isSet("follow")) {
                    follow(log, out, pod, container);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private PodLogs.@Nullable Reader open(StoredObject pod, String container, int restart)
            throws IOException {
        return logs == null
                ? null
                : logs.open(pod.key().namespace(), pod.key().name(), pod.uid(), container, restart);
    }

    private void follow(PodLogs.Reader log, OutputStream out, StoredObject pod, String container)
            throws IOException, InterruptedException {
        out.flush();
        while (!store.isClosed()) {
            long version = store.version();
            boolean ended = hasEnded(pod, container);
            if (log.copy(out)) {
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
