package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Ended;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Running;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
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
    private static final long JOB_LOG_LIMIT = 256L << 20;

    private final NodeContext node;
    private final Semaphore wakes = new Semaphore(0);
    private final PodContainers containers;
    private final Map<String, Instant> retries = new TreeMap<>();
    private final PodEvents events;
    private final PodRecord record;
    private final Launches launches;
    private final Path directory;
    private final String address;
    private final Optional<JobLog> jobLog;
    private final Instant started;
    private volatile Pod pod;
    private volatile boolean gone;
    private volatile boolean stopped;
    private volatile boolean over;
    private volatile boolean evicted;
    private volatile @Nullable Instant endBy;
    private final CountDownLatch ended = new CountDownLatch(1);
    private NodeResources.@Nullable Refusal refusal;
    private @Nullable Instant killAt;

    PodWorker(NodeContext node, Pod pod, NodeResources.@Nullable Refusal refusal) {
        this.node = node;
        this.pod = pod;
        this.refusal = refusal;
        this.directory = node.directory(pod.getMetadata().getUid());
        String before = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        this.address = node.addresses().of(pod.getMetadata().getUid(), before);
        this.events = new PodEvents(node, pod);
        this.record = new PodRecord(node.client(), pod.getMetadata());
        this.launches = new Launches(node, pod, address, directory);
        Path logs = node.options().jobLogs();
        this.jobLog =
                logs == null ? Optional.empty() : JobLog.of(pod, logs, directory, JOB_LOG_LIMIT);
        String start = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        this.started = start == null ? now() : Instant.parse(start);
        this.containers = new PodContainers(pod.getSpec(), this::run);
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

    /**
     * Evicts the pod: ends its processes by then, whatever the cluster wants, and the thread. A pod
     * that was at work has failed, as a kubelet tells it that shuts down gracefully.
     *
     * @return whether it was
     */
    boolean evict(Instant latest) throws InterruptedException {
        endBy = latest;
        stop();
        ended.await();
        return evicted;
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
                boolean idle = record.isReported() && isFinished() && !isDeleting();
                Duration pause = idle ? IDLE : ROUND;
                if (wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            }
            if (endBy != null && containers.run()) {
                endProcesses(endBy);
                refusal =
                        new NodeResources.Refusal(
                                "Terminated",
                                "Pod was terminated in response to imminent node shutdown.");
                report();
                evicted = true;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void restore() {
        boolean unknown = !Files.exists(directory.resolve("containers"));
        containers.all().forEach(ContainerRun::restore);
        if (unknown && pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
            containers.main().forEach(container -> container.lose(toldStart(container)));
        }
    }

    /** When a container began, as the cluster was told before the node was away. */
    private Instant toldStart(ContainerRun container) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> container.name().equals(status.getName()))
                .flatMap(status ->
                        Optional.ofNullable(status.getState())
                                .map(state -> state.getRunning())
                                .stream())
                .map(running -> Instant.parse(running.getStartedAt()))
                .findFirst()
                .orElse(started);
    }

    private void endProcesses(Instant latest) throws InterruptedException {
        events.normal("Killing", "The node shuts down");
        containers.all().forEach(ContainerRun::terminate);
        while (containers.run() && now().isBefore(latest)) {
            if (wakes.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                wakes.drainPermits();
            }
            containers.all().forEach(this::look);
        }
        containers.all().forEach(ContainerRun::kill);
        containers.all().forEach(this::look);
    }

    /** One round; true when the pod needs no other. */
    private boolean round() {
        try {
            containers.all().forEach(this::look);
            if (gone) {
                containers.all().forEach(ContainerRun::kill);
                containers.all().forEach(this::look);
                return !containers.run();
            }
            if (isDeleting() || isPastDeadline()) {
                terminate();
            } else if (!isFinished()) {
                advance();
            }
            report();
            if (isDeleting() && !containers.run()) {
                record.remove();
            }
        } catch (RuntimeException e) {
            log.warn("A round of pod {} failed; it is tried again", pod.getMetadata().getName(), e);
        }
        return false;
    }

    private void look(ContainerRun run) {
        run.poll();
        if (run.wasStarted()) {
            ContainerLog written = new ContainerLog(logFile(run, run.restarts()));
            boolean wanted =
                    jobLog.map(all -> all.copy(run.name(), run.restarts(), written.file()))
                            .orElse(false);
            if (!wanted) {
                written.limit();
            }
        }
    }

    private boolean isPastDeadline() {
        Long deadline = pod.getSpec().getActiveDeadlineSeconds();
        if (refusal == null
                && deadline != null
                && now().isAfter(started.plusSeconds(deadline))
                && !isFinished()) {
            refusal =
                    new NodeResources.Refusal(
                            "DeadlineExceeded",
                            "Pod was active on the node longer than the specified deadline");
        }
        return refusal != null && containers.run();
    }

    private void terminate() {
        Long asked =
                isDeleting()
                        ? pod.getMetadata().getDeletionGracePeriodSeconds()
                        : pod.getSpec().getTerminationGracePeriodSeconds();
        Instant latest = now().plusSeconds(asked == null ? 30 : asked);
        if (killAt == null) {
            killAt = latest;
            events.normal("Killing", "Stopping the containers");
            containers.all().forEach(ContainerRun::terminate);
        } else if (latest.isBefore(killAt)) {
            killAt = latest;
        }
        if (!now().isBefore(killAt)) {
            containers.all().forEach(ContainerRun::kill);
        }
    }

    private void advance() {
        Optional<ContainerRun> first = containers.uninitialized();
        if (first.isEmpty()) {
            containers.main().forEach(this::advance);
            return;
        }
        containers.main().stream()
                .filter(run -> !run.wasStarted())
                .forEach(run -> run.wait("PodInitializing", ""));
        advance(first.get());
    }

    private void advance(ContainerRun run) {
        if (run.isRunning()) {
            return;
        }
        if (run.wasStarted() && run.state() instanceof Ended ended) {
            if (!containers.restarts(run)) {
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
            Path written = logFile(run, run.restarts() + (run.wasStarted() ? 1 : 0));
            run.start(launches.of(pod, run.container(), written));
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

    private void report() {
        Set<String> ready = new HashSet<>();
        for (ContainerRun run : containers.main()) {
            if (run.state() instanceof Running && !isDeleting()) {
                ready.add(run.name());
            }
        }
        boolean allReady = containers.main().stream().allMatch(run -> ready.contains(run.name()));
        containers.init().stream()
                .filter(PodContainers::succeeded)
                .forEach(run -> ready.add(run.name()));
        StatusReport report = new StatusReport(pod, address, started, now());
        NodeResources.Refusal refused = refusal;
        report.phase(
                phase(),
                refused == null ? "" : refused.reason(),
                refused == null ? "" : refused.message());
        if (!containers.init().isEmpty()) {
            report.containers("initContainerStatuses", containers.init(), ready);
        }
        report.containers("containerStatuses", containers.main(), ready);
        record.report(report.finish(containers.uninitialized().isEmpty(), allReady));
    }

    private String phase() {
        if (refusal != null) {
            return containers.run() ? "Running" : "Failed";
        }
        return containers.phase(isDeleting());
    }

    private boolean isFinished() {
        String phase = phase();
        return !containers.run() && (phase.equals("Failed") || phase.equals("Succeeded"));
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

    private Instant now() {
        return node.options().clock().instant();
    }

    private static Duration backOff(int failures) {
        Duration pause = Duration.ofSeconds(10L << Math.clamp(failures - 1, 0, 5));
        return pause.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : pause;
    }
}
