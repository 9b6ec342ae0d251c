package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Ended;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Running;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs one pod, on a thread of its own, by looking and acting in rounds: a round sees what its
 * processes do and what the cluster wants, does the next thing, and reports the status when it
 * changed. What cannot be done now (an image, a volume, an unreachable API server) is done in a
 * later round.
 */
final class PodWorker implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

    private final NodeContext node;
    private final Semaphore wakes = new Semaphore(0);
    private final List<ContainerRun> initContainers = new ArrayList<>();
    private final List<ContainerRun> containers = new ArrayList<>();
    private final Map<String, Instant> retries = new TreeMap<>();
    private final PodEvents events;
    private final Volumes volumes;
    private final Probes probes;
    private final Path directory;
    private final String address;
    private final Optional<JobLog> jobLog;
    private final Instant started;
    private volatile Pod pod;
    private volatile boolean gone;
    private volatile boolean stopped;
    private volatile boolean over;
    private volatile @Nullable Instant endBy;
    private final CountDownLatch ended = new CountDownLatch(1);
    private NodeResources.@Nullable Refusal refusal;
    private @Nullable Instant killAt;
    private @Nullable ObjectNode reported;

    PodWorker(NodeContext node, Pod pod, NodeResources.@Nullable Refusal refusal) {
        this.node = node;
        this.pod = pod;
        this.refusal = refusal;
        this.directory = node.directory(pod.getMetadata().getUid());
        String before = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        this.address = node.addresses().of(pod.getMetadata().getUid(), before);
        this.events = new PodEvents(node, pod);
        this.volumes = new Volumes(node.client(), pod, directory.resolve("volumes"));
        this.probes = new Probes(address);
        Path logs = node.options().jobLogs();
        this.jobLog = logs == null ? Optional.empty() : JobLog.of(pod, logs, directory);
        String start = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        this.started = start == null ? now() : Instant.parse(start);
        if (pod.getSpec().getInitContainers() != null) {
            pod.getSpec().getInitContainers().forEach(c -> initContainers.add(run(c)));
        }
        pod.getSpec().getContainers().forEach(c -> containers.add(run(c)));
    }

    /** The pod as the cluster wants it now. */
    void update(Pod newest) {
        pod = newest;
        wakes.release();
    }

    /** The pod is no longer in the cluster. */
    void drop() {
        gone = true;
        wakes.release();
    }

    /** Ends the thread; processes go on. */
    void stop() {
        stopped = true;
        wakes.release();
    }

    /** Ends the processes by then, whatever the cluster wants, and the thread. */
    void endContainers(Instant latest) throws InterruptedException {
        endBy = latest;
        stop();
        ended.await();
    }

    @Override
    public void run() {
        restore();
        try {
            while (!stopped) {
                boolean done = round();
                over = isFinished();
                if (done) {
                    return;
                }
                boolean idle = reported != null && isFinished() && !isDeleting();
                Duration pause = idle ? IDLE : ROUND;
                if (wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            }
            if (endBy != null) {
                endProcesses(endBy);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void restore() {
        boolean unknown = !Files.exists(directory.resolve("containers"));
        all().forEach(ContainerRun::restore);
        if (unknown && pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
            containers.forEach(ContainerRun::lose);
        }
    }

    private void endProcesses(Instant latest) throws InterruptedException {
        all().forEach(ContainerRun::terminate);
        while (runs() && now().isBefore(latest)) {
            if (wakes.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                wakes.drainPermits();
            }
            all().forEach(ContainerRun::poll);
        }
        all().forEach(ContainerRun::kill);
    }

    /** One round; true when the pod needs no other. */
    private boolean round() {
        try {
            all().forEach(this::look);
            if (gone) {
                all().forEach(ContainerRun::kill);
                all().forEach(ContainerRun::poll);
                return !runs();
            }
            if (isDeleting()) {
                terminate();
            } else if (!isFinished()) {
                advance();
            }
            report();
            if (isDeleting() && !runs()) {
                confirmDeletion();
            }
        } catch (RuntimeException e) {
            log.warn("A round of pod {} failed; it is tried again", pod.getMetadata().getName(), e);
        }
        return false;
    }

    private void look(ContainerRun run) {
        boolean ran = run.isRunning();
        run.poll();
        if (run.wasStarted()) {
            jobLog.ifPresent(
                    jobs -> jobs.copy(run.name(), run.restarts(), logFile(run, run.restarts())));
        }
        if (ran && !run.isRunning()) {
            probes.forget(run.name());
        }
    }

    private void terminate() {
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        Instant latest = now().plusSeconds(grace == null ? 30 : grace);
        if (killAt == null) {
            killAt = latest;
            events.normal("Killing", "Stopping the containers");
            all().forEach(ContainerRun::terminate);
        } else if (latest.isBefore(killAt)) {
            killAt = latest;
        }
        if (!now().isBefore(killAt)) {
            all().forEach(ContainerRun::kill);
        }
    }

    private void advance() {
        Long deadline = pod.getSpec().getActiveDeadlineSeconds();
        if (deadline != null && now().isAfter(started.plusSeconds(deadline))) {
            refusal =
                    new NodeResources.Refusal(
                            "DeadlineExceeded",
                            "Pod was active on the node longer than the specified deadline");
            all().forEach(ContainerRun::terminate);
            all().forEach(ContainerRun::kill);
            return;
        }
        for (ContainerRun run : initContainers) {
            boolean done = run.state() instanceof Ended ended && ended.isSuccess();
            if (!done) {
                containers.stream()
                        .filter(c -> !c.wasStarted())
                        .forEach(c -> c.wait("PodInitializing", ""));
                boolean failedForGood = run.state() instanceof Ended && "Never".equals(policy());
                if (!failedForGood) {
                    advance(run, true);
                }
                return;
            }
        }
        containers.forEach(run -> advance(run, "Always".equals(policy())));
    }

    private void advance(ContainerRun run, boolean restartsAfterSuccess) {
        if (run.isRunning()) {
            return;
        }
        if (run.wasStarted() && run.state() instanceof Ended ended) {
            boolean again =
                    !"Never".equals(policy()) && (restartsAfterSuccess || !ended.isSuccess());
            if (!again) {
                return;
            }
            Duration pause = backOff(run.failures());
            retries.put(run.name(), ended.until().plus(pause));
            run.wait(
                    "CrashLoopBackOff",
                    "back-off %ds restarting failed container=%s pod=%s_%s(%s)"
                            .formatted(
                                    pause.toSeconds(),
                                    run.name(),
                                    pod.getMetadata().getName(),
                                    pod.getMetadata().getNamespace(),
                                    pod.getMetadata().getUid()));
        }
        if (now().isBefore(retries.getOrDefault(run.name(), Instant.MIN))) {
            return;
        }
        try {
            run.start(launch(run));
            events.normal("Started", "Started container " + run.name());
        } catch (NotReadyException e) {
            waitFor(run, e);
        }
    }

    private void waitFor(ContainerRun run, NotReadyException cause) {
        boolean pull = cause.reason().equals("ErrImagePull");
        boolean again =
                pull
                        && run.state() instanceof Waiting waiting
                        && !waiting.reason().equals("ContainerCreating")
                        && !waiting.reason().equals("PodInitializing");
        String reason = again ? "ImagePullBackOff" : cause.reason();
        events.warning(pull ? "Failed" : cause.reason(), cause.text());
        run.wait(reason.equals("FailedMount") ? "ContainerCreating" : reason, cause.text());
        retries.put(run.name(), now().plusSeconds(pull ? 10 : 2));
    }

    private ContainerRun.Launch launch(ContainerRun run) throws NotReadyException {
        Container container = run.container();
        Images.Image image =
                node.images()
                        .find(container.getImage())
                        .orElseThrow(() ->
                                new NotReadyException(
                                        "ErrImagePull",
                                        node.images().refusal(container.getImage())));
        volumes.prepare();
        Map<String, String> base = new TreeMap<>();
        base.put("PATH", image.path());
        base.put("HOME", "/tmp");
        base.put("LANG", "C.UTF-8");
        String host = pod.getSpec().getHostname();
        base.put("HOSTNAME", host == null ? pod.getMetadata().getName() : host);
        Map<String, String> first =
                new Variables(node.client(), pod, container, address).resolve(base);
        List<Volumes.Mount> mounts = volumes.mounts(container, first);
        Workspace workspace = new Workspace(node.isolation(), mounts, directory);
        workspace.variables().forEach(first::putIfAbsent);
        List<String> command = new ArrayList<>();
        if (isEmpty(container.getCommand())) {
            command.addAll(image.command());
        } else {
            container.getCommand().forEach(part -> command.add(Variables.expand(part, first)));
        }
        if (!isEmpty(container.getArgs())) {
            container.getArgs().forEach(part -> command.add(Variables.expand(part, first)));
        }
        return new ContainerRun.Launch(
                node.isolation(),
                node.scripts(),
                node.options().hidden(),
                command,
                first,
                mounts,
                workspace.directory(container.getWorkingDir()),
                logFile(run, run.restarts() + (run.wasStarted() ? 1 : 0)));
    }

    private void report() {
        Set<String> ready = new HashSet<>();
        for (ContainerRun run : containers) {
            if (run.state() instanceof Running running
                    && !isDeleting()
                    && probes.isReady(run.container(), running.since(), now())) {
                ready.add(run.name());
            }
        }
        boolean initialized =
                initContainers.stream()
                        .allMatch(run -> run.state() instanceof Ended ended && ended.isSuccess());
        initContainers.stream()
                .filter(run -> run.state() instanceof Ended ended && ended.isSuccess())
                .forEach(run -> ready.add(run.name()));
        StatusReport report = new StatusReport(pod, address, started, now());
        NodeResources.Refusal refused = refusal;
        report.phase(
                phase(initialized),
                refused == null ? "" : refused.reason(),
                refused == null ? "" : refused.message());
        if (!initContainers.isEmpty()) {
            report.containers("initContainerStatuses", initContainers, ready);
        }
        report.containers("containerStatuses", containers, ready);
        boolean allReady = containers.stream().allMatch(run -> ready.contains(run.name()));
        ObjectNode status = report.finish(initialized, allReady);
        if (!isSame(status, reported)) {
            send(status);
        }
    }

    private static boolean isSame(ObjectNode status, @Nullable ObjectNode before) {
        return status.equals(before);
    }

    private void send(ObjectNode status) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        patch.set("status", status);
        try {
            Pod answer =
                    node.client()
                            .pods()
                            .inNamespace(pod.getMetadata().getNamespace())
                            .withName(pod.getMetadata().getName())
                            .subresource("status")
                            .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            if (answer != null) {
                reported = status;
            }
        } catch (KubernetesClientException e) {
            log.debug("Cannot report on {}; it is tried again", pod.getMetadata().getName(), e);
        }
    }

    private void confirmDeletion() {
        String body =
                "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"%s\"}}"
                        .formatted(pod.getMetadata().getUid());
        try {
            node.client()
                    .raw(
                            "/api/v1/namespaces/%s/pods/%s"
                                    .formatted(
                                            pod.getMetadata().getNamespace(),
                                            pod.getMetadata().getName()),
                            "DELETE",
                            body);
        } catch (KubernetesClientException e) {
            log.debug("Cannot confirm the end of {}", pod.getMetadata().getName(), e);
        }
    }

    private String phase(boolean initialized) {
        if (refusal != null) {
            return "Failed";
        }
        if (!initialized) {
            boolean failed =
                    "Never".equals(policy())
                            && initContainers.stream()
                                    .anyMatch(run ->
                                            run.state() instanceof Ended ended
                                                    && !ended.isSuccess());
            return failed ? "Failed" : "Pending";
        }
        if (containers.stream().noneMatch(ContainerRun::wasStarted)) {
            return "Pending";
        }
        boolean over =
                containers.stream().allMatch(run -> run.state() instanceof Ended)
                        && (isDeleting() || containers.stream().noneMatch(this::restarts));
        if (!over) {
            return "Running";
        }
        boolean success =
                containers.stream()
                        .allMatch(run -> run.state() instanceof Ended ended && ended.isSuccess());
        return success ? "Succeeded" : "Failed";
    }

    private boolean restarts(ContainerRun run) {
        return switch (policy()) {
            case "Never" -> false;
            case "OnFailure" -> run.state() instanceof Ended ended && !ended.isSuccess();
            default -> true;
        };
    }

    private boolean isFinished() {
        boolean initialized =
                initContainers.stream()
                        .allMatch(run -> run.state() instanceof Ended ended && ended.isSuccess());
        String phase = phase(initialized);
        return !runs() && (phase.equals("Failed") || phase.equals("Succeeded"));
    }

    private boolean isDeleting() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether the pod holds no resources any more. */
    boolean isOver() {
        return over;
    }

    Pod pod() {
        return pod;
    }

    private boolean runs() {
        return all().stream().anyMatch(ContainerRun::isRunning);
    }

    private List<ContainerRun> all() {
        List<ContainerRun> all = new ArrayList<>(initContainers);
        all.addAll(containers);
        return all;
    }

    private ContainerRun run(Container container) {
        return new ContainerRun(
                container,
                directory.resolve("containers").resolve(container.getName()),
                node.options().clock(),
                wakes::release);
    }

    private Path logFile(ContainerRun run, int restart) {
        return node.options()
                .podLogs()
                .file(
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        pod.getMetadata().getUid(),
                        run.name(),
                        restart);
    }

    private String policy() {
        return pod.getSpec().getRestartPolicy();
    }

    private Instant now() {
        return node.options().clock().instant();
    }

    private static Duration backOff(int failures) {
        Duration pause = Duration.ofSeconds(10L << Math.clamp(failures - 1, 0, 5));
        return pause.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : pause;
    }

    private static boolean isEmpty(@Nullable List<String> list) {
        return list == null || list.isEmpty();
    }
}
