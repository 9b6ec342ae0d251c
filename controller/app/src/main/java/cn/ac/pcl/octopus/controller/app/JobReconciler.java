package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.controller.core.JobDecision;
import cn.ac.pcl.octopus.controller.core.Observed;
import cn.ac.pcl.octopus.controller.core.Outcome;
import cn.ac.pcl.octopus.controller.core.Refusal;
import cn.ac.pcl.octopus.controller.core.Settings;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings one job to what its spec says: observe, decide, do. */
final class JobReconciler {

    /** Malformed, forbidden, invalid: the same object will be answered the same. */
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 422);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ClusterWatch watch;
    private final Cluster cluster;
    private final Settings settings;
    private final Clock clock;
    private final StaleCommands stale;

    /** What the API server has refused for a job; a key is in the hands of one worker. */
    private final Map<Key.OfJob, Map<String, Refusal>> refusals = new ConcurrentHashMap<>();

    /** Jobs as our own last write left them, until the watch has seen that write. */
    private final Map<Key.OfJob, Job> written = new ConcurrentHashMap<>();

    JobReconciler(ClusterWatch watch, Cluster cluster, Settings settings, Clock clock) {
        this.watch = watch;
        this.cluster = cluster;
        this.settings = settings;
        this.clock = clock;
        this.stale = new StaleCommands(cluster, clock);
    }

    Optional<Duration> reconcile(Key.OfJob key) {
        Job job = job(key);
        List<Command> commands = watch.commands(key);
        if (job == null) {
            refusals.remove(key);
            return stale.clear(commands, null);
        }
        String uid = job.getMetadata().getUid();
        Optional<Duration> staleAgain = stale.clear(commands, uid);
        Map<String, Refusal> refused = refusals.computeIfAbsent(key, it -> new TreeMap<>());
        Observed seen =
                new Observed(
                        job,
                        watch.group(key),
                        pods(key, job),
                        commands.stream()
                                .filter(command -> StaleCommands.isFor(command, uid))
                                .toList(),
                        List.copyOf(refused.values()),
                        clock.instant());
        Outcome outcome = JobDecision.decide(seen, settings);
        boolean isNews = realise(key, job, outcome);
        return isNews
                ? Optional.of(Duration.ZERO)
                : earlier(staleAgain, soon(outcome.again(), !refused.isEmpty()));
    }

    private static Optional<Duration> earlier(Optional<Duration> one, Optional<Duration> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /** What was refused is tried again every now and then. */
    private static Optional<Duration> soon(Optional<Duration> again, boolean isRefused) {
        return isRefused
                ? Optional.of(again.filter(it -> it.compareTo(RETRY) < 0).orElse(RETRY))
                : again;
    }

    /** The newest of what was watched and what was written. */
    private @Nullable Job job(Key.OfJob key) {
        Optional<Job> cached = watch.job(key);
        Job own = written.get(key);
        if (cached.isEmpty() || own == null) {
            written.remove(key);
            return cached.orElse(null);
        }
        if (isNewer(own, cached.get())) {
            return own;
        }
        written.remove(key);
        return cached.get();
    }

    private static boolean isNewer(Job one, Job other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid())
                && Long.parseLong(one.getMetadata().getResourceVersion())
                        > Long.parseLong(other.getMetadata().getResourceVersion());
    }

    /** The job's pods; one that seems to be gone is looked up before it counts as gone. */
    private List<Pod> pods(Key.OfJob key, Job job) {
        String uid = job.getMetadata().getUid();
        List<Pod> pods = new ArrayList<>();
        Set<String> uids = new HashSet<>();
        for (Pod pod : watch.pods(key)) {
            if (isOwned(pod, uid)) {
                pods.add(pod);
                uids.add(pod.getMetadata().getUid());
            }
        }
        JobStatus status = JobStatus.of(job);
        if (status.state().phase() != JobPhase.RUNNING
                && status.state().phase() != JobPhase.PENDING) {
            return pods;
        }
        status.roleStatus().stream()
                .flatMap(role -> role.replicaStatus().stream())
                .filter(replica -> replica.finishAt() == null)
                .filter(replica -> replica.podUID() != null && !uids.contains(replica.podUID()))
                .flatMap(replica -> cluster.pod(key.namespace(), replica.name()).stream())
                .filter(pod -> isOwned(pod, uid) && uids.add(pod.getMetadata().getUid()))
                .forEach(pods::add);
        return pods;
    }

    private static boolean isOwned(Pod pod, String uid) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(uid));
    }

    /**
     * Does what was decided; a pod that cannot be made or deleted does not keep the others.
     *
     * @return whether the API server thinks otherwise of something than before, so that what was
     *     decided is outdated
     */
    private boolean realise(Key.OfJob key, Job job, Outcome outcome) {
        if (outcome.expired()) {
            cluster.deleteWithAllItOwns(job);
            return false;
        }
        Map<String, Refusal> refused = refusals.computeIfAbsent(key, it -> new TreeMap<>());
        refused.keySet()
                .retainAll(
                        Stream.concat(outcome.apply().stream(), outcome.create().stream())
                                .map(Refusal::nameOf)
                                .collect(Collectors.toSet()));
        Set<String> before = Set.copyOf(refused.keySet());
        // The status says that these were made: it is not written unless they were, or are known
        // to be refused.
        outcome.apply().forEach(it -> offer(refused, it, () -> cluster.apply(it)));
        if (!before.equals(refused.keySet())) {
            return true;
        }
        outcome.status()
                .ifPresent(status -> {
                    written.put(key, cluster.writeStatus(job, Job.class, status));
                    tell(job, status);
                });
        Failures failures = new Failures();
        Fan.each(
                outcome.create(),
                it -> failures.guard(() -> offer(refused, it, () -> cluster.create(it))));
        Fan.each(outcome.delete(), it -> failures.guard(() -> cluster.delete(it)));
        failures.rethrow();
        outcome.done().forEach(cluster::delete);
        return !before.equals(refused.keySet());
    }

    /** Offers an object to the API server and remembers what it thinks of it. */
    private void offer(Map<String, Refusal> refused, HasMetadata object, Runnable write) {
        String name = Refusal.nameOf(object);
        try {
            write.run();
            synchronized (refused) {
                refused.remove(name);
            }
        } catch (KubernetesClientException failure) {
            if (!REFUSALS.contains(failure.getCode())) {
                throw failure;
            }
            String status = failure.getStatus() == null ? null : failure.getStatus().getMessage();
            synchronized (refused) {
                Refusal last = refused.get(name);
                refused.put(
                        name,
                        new Refusal(
                                name,
                                status == null ? String.valueOf(failure.getMessage()) : status,
                                last == null ? clock.instant() : last.since()));
            }
        }
    }

    private void tell(Job job, JobStatus status) {
        JobPhase phase = status.state().phase();
        if (job.getStatus() != null && JobStatus.of(job).state().phase() == phase) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String message = status.state().message();
        cluster.tell(
                job,
                new EventBuilder()
                        .withNewMetadata()
                        .withNamespace(job.getMetadata().getNamespace())
                        .withGenerateName(job.getMetadata().getName() + ".")
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(job.getApiVersion())
                        .withKind(job.getKind())
                        .withNamespace(job.getMetadata().getNamespace())
                        .withName(job.getMetadata().getName())
                        .withUid(job.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType(
                                phase == JobPhase.FAILED || phase == JobPhase.ABORTED
                                        ? "Warning"
                                        : "Normal")
                        .withReason(phase.text())
                        .withMessage(message == null ? "the job is " + phase.text() : message)
                        .withReportingComponent(cluster.name())
                        .withNewSource()
                        .withComponent(cluster.name())
                        .endSource()
                        .withFirstTimestamp(now.toString())
                        .withLastTimestamp(now.toString())
                        .withCount(1)
                        .build());
    }
}
