package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Ended;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Running;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The status of a pod as a kubelet would write it. */
final class StatusReport {
    private final Pod pod;
    private final Instant now;
    private final Map<String, PodCondition> conditions = new HashMap<>();
    private final ObjectNode status = Json.object();

    StatusReport(Pod pod, String address, Instant started, Instant now) {
        this.pod = pod;
        this.now = now;
        if (pod.getStatus() != null && pod.getStatus().getConditions() != null) {
            pod.getStatus().getConditions().forEach(c -> conditions.put(c.getType(), c));
        }
        status.put("startTime", text(started));
        status.put("hostIP", NodeAgent.ADDRESS);
        status.putArray("hostIPs").addObject().put("ip", NodeAgent.ADDRESS);
        status.put("podIP", address);
        status.putArray("podIPs").addObject().put("ip", address);
    }

    void phase(String phase, String reason, String message) {
        status.put("phase", phase);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
            status.put("message", message);
        }
    }

    void containers(String field, List<ContainerRun> runs, Set<String> ready) {
        ArrayNode list = status.putArray(field);
        for (ContainerRun run : runs) {
            ObjectNode node = list.addObject();
            node.put("name", run.name());
            node.put("image", run.container().getImage());
            node.put("imageID", run.wasStarted() ? run.container().getImage() : "");
            node.put("ready", ready.contains(run.name()));
            node.put("started", run.isRunning());
            node.put("restartCount", run.restarts());
            if (run.wasStarted()) {
                node.put("containerID", id(run));
            }
            node.set("state", state(run, run.state()));
            ObjectNode last = Json.object();
            run.previous().ifPresent(ended -> last.setAll(state(run, ended)));
            node.set("lastState", last);
        }
    }

    /**
     * @param initialized whether all init containers are through
     */
    ObjectNode finish(boolean initialized, boolean ready) {
        ArrayNode list = status.putArray("conditions");
        PodCondition scheduled = conditions.get("PodScheduled");
        condition(list, "PodScheduled", scheduled == null || "True".equals(scheduled.getStatus()));
        condition(list, "Initialized", initialized);
        condition(list, "ContainersReady", ready);
        condition(list, "Ready", ready);
        return status;
    }

    private void condition(ArrayNode list, String type, boolean holds) {
        PodCondition before = conditions.get(type);
        String value = holds ? "True" : "False";
        String since =
                before != null && value.equals(before.getStatus())
                        ? before.getLastTransitionTime()
                        : null;
        ObjectNode node = list.addObject();
        node.put("type", type);
        node.put("status", value);
        node.put("lastTransitionTime", since == null ? text(now) : since);
    }

    private ObjectNode state(ContainerRun run, ContainerState state) {
        ObjectNode node = Json.object();
        switch (state) {
            case Waiting waiting -> {
                ObjectNode detail = node.putObject("waiting");
                detail.put("reason", waiting.reason());
                if (!waiting.message().isEmpty()) {
                    detail.put("message", waiting.message());
                }
            }
            case Running running ->
                    node.putObject("running").put("startedAt", text(running.since()));
            case Ended ended -> {
                ObjectNode detail = node.putObject("terminated");
                detail.put("exitCode", ended.code());
                detail.put("reason", ended.reason());
                if (!ended.message().isEmpty()) {
                    detail.put("message", ended.message());
                }
                if (ended.code() > 128 && ended.code() < 160) {
                    detail.put("signal", ended.code() - 128);
                }
                detail.put("startedAt", text(ended.from()));
                detail.put("finishedAt", text(ended.until()));
                detail.put("containerID", id(run));
            }
        }
        return node;
    }

    private String id(ContainerRun run) {
        return "process://%s/%s/%d"
                .formatted(pod.getMetadata().getUid(), run.name(), run.restarts());
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
