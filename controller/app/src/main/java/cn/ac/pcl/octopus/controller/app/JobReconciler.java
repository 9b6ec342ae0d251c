package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.controller.core.JobDecision;
import cn.ac.pcl.octopus.controller.core.Observed;
import cn.ac.pcl.octopus.controller.core.Outcome;
import cn.ac.pcl.octopus.controller.core.Settings;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Brings one job to what its spec says: observe, decide, do. */
final class JobReconciler {

    private final ClusterWatch watch;
    private final Cluster cluster;
    private final Settings settings;
    private final Clock clock;

    /** Jobs as our own last write left them, until the watch has seen that write. */
    private final Map<Key.OfJob, Job> written = new ConcurrentHashMap<>();

    JobReconciler(ClusterWatch watch, Cluster cluster, Settings settings, Clock clock) {
        this.watch = watch;
        this.cluster = cluster;
        this.settings = settings;
        this.clock = clock;
    }

    Optional<Duration> reconcile(Key.OfJob key) {
        Job job = job(key);
        if (job == null) {
            return Optional.empty();
        }
        Observed seen =
                new Observed(
                        job,
                        watch.group(key),
                        pods(key, job),
                        watch.commands(key).stream()
                                .filter(command ->
                                        command.getTarget() != null
                                                && job.getMetadata()
                                                        .getUid()
                                                        .equals(command.getTarget().getUid()))
                                .toList(),
                        clock.instant());
        Outcome outcome = JobDecision.decide(seen, settings);
        realise(key, job, outcome);
        return outcome.again();
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

    private void realise(Key.OfJob key, Job job, Outcome outcome) {
        if (outcome.expired()) {
            cluster.deleteWithAllItOwns(job);
            return;
        }
        outcome.apply().forEach(cluster::apply);
        outcome.status()
                .ifPresent(status -> {
                    written.put(key, cluster.writeStatus(job, Job.class, status));
                    tell(job, status);
                });
        outcome.create().forEach(cluster::create);
        outcome.delete().forEach(cluster::delete);
        outcome.done().forEach(cluster::delete);
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
