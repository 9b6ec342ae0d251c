package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.taskset.TasksetProperties;
import cn.ac.pcl.octopus.taskset.api.JobState;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import cn.ac.pcl.octopus.taskset.core.Moment;
import cn.ac.pcl.octopus.taskset.core.Sighting;
import cn.ac.pcl.octopus.taskset.job.Jobs;
import cn.ac.pcl.octopus.taskset.job.StoredJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings one job and its Job in the cluster together. Called with an id, whatever happened: looks
 * at what is stored and what is there, does the one thing that is missing, and may be killed after
 * every step and called again.
 *
 * <ol>
 *   <li>A job that waits for its Job gets one; the cluster's refusal ends it.
 *   <li>What its Job says is recorded.
 *   <li>A job whose Job has gone is over.
 *   <li>A stopped job's Job is ordered to end, and deleted when it does not.
 *   <li>An ended Job goes once its end is recorded and the tails of its logs are collected.
 * </ol>
 *
 * Each moment carries the whole document, so what does not change the job's own state, such as one
 * of a thousand replicas that runs, is recorded at most once a second.
 */
@Component
class JobReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(JobReconciler.class);

    /** Between two moments of a job whose own state stays. */
    static final Duration BREATH = Duration.ofSeconds(1);

    private final Jobs jobs;
    private final ClusterJobs cluster;
    private final ClusterView view;
    private final TasksetProperties properties;
    private final Clock clock;

    JobReconciler(
            Jobs jobs,
            ClusterJobs cluster,
            ClusterView view,
            TasksetProperties properties,
            Clock clock) {
        this.jobs = jobs;
        this.cluster = cluster;
        this.view = view;
        this.properties = properties;
        this.clock = clock;
    }

    /** Answers after which pause it wants to be called again, whatever happens. */
    Optional<Duration> reconcile(String id) {
        Optional<StoredJob> known = jobs.find(id);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        StoredJob job = known.get();
        Optional<Job> there = view.find(job.facts().namespace(), id).filter(isOf(job.facts()));
        if (there.isEmpty() && !job.isSettled()) {
            if (!job.isCreated()) {
                create(job.facts());
                return Optional.empty();
            }
            // The view may be late; only the API server knows that something is not there.
            there = cluster.find(job.facts().namespace(), id).filter(isOf(job.facts()));
            if (there.isEmpty()) {
                jobs.lost(id);
                return Optional.empty();
            }
        }
        return there.flatMap(found -> observe(job, found));
    }

    private void create(JobFacts facts) {
        switch (cluster.create(facts)) {
            case ClusterJobs.Creation.Created(String uid) -> {
                jobs.created(facts.id(), uid);
                LOG.info("Created the Job {}/{}", facts.namespace(), facts.id());
            }
            case ClusterJobs.Creation.Refused(String reason) -> jobs.refused(facts.id(), reason);
            case ClusterJobs.Creation.Hindered(String reason) -> {
                jobs.hindered(facts.id(), reason);
                throw new HinderedException(reason);
            }
        }
    }

    private Optional<Duration> observe(StoredJob job, Job there) {
        Optional<Duration> again = Optional.empty();
        if (!job.isSettled()) {
            if (!job.isCreated()) {
                jobs.created(job.id(), there.getMetadata().getUid());
            }
            again = record(job, there);
        }
        if (there.isMarkedForDeletion()) {
            return again;
        }
        JobPhase phase = JobStatus.of(there).state().phase();
        if (phase.isFinal() || phase == JobPhase.ABORTED) {
            return again.or(() -> remove(job, there));
        }
        if (job.moment().state() == JobState.STOPPED) {
            end(job, there, phase);
        }
        return again;
    }

    private Optional<Duration> record(StoredJob job, Job there) {
        String waiting = view.waiting(job.facts().namespace(), job.id());
        var sighting = new Sighting(there, waiting, clock.instant());
        Optional<Moment> next = job.moment().after(sighting);
        Duration breath = Duration.between(sighting.at(), job.updatedAt().plus(BREATH));
        if (next.isPresent() && !next.get().isTurnFrom(job.moment()) && breath.isPositive()) {
            return Optional.of(breath);
        }
        if (next.isPresent()) {
            jobs.seen(job.id(), sighting);
        }
        return Optional.empty();
    }

    /** The Job's own TTL is for the case that taskset never comes back. */
    private Optional<Duration> remove(StoredJob job, Job there) {
        Instant end = job.moment().detail().job().finishedAt();
        if (end == null || !job.isSettled()) {
            return Optional.empty();
        }
        Duration left =
                Duration.between(clock.instant(), end.plus(properties.taskset().keepEndedJobs()));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        cluster.delete(there);
        LOG.info("Removed the ended Job {}/{}", job.facts().namespace(), job.id());
        return Optional.empty();
    }

    /** Ends what goes on of a stopped job, also when it was created while it was stopped. */
    private void end(StoredJob job, Job there, JobPhase phase) {
        Instant since = Optional.ofNullable(job.completedAt()).orElseGet(clock::instant);
        if (clock.instant().isAfter(since.plus(properties.taskset().stopPatience()))) {
            LOG.warn("The stopped Job {} does not end, so it is deleted", job.id());
            cluster.delete(there);
        } else if (phase != JobPhase.TERMINATING) {
            cluster.terminate(there);
        }
    }

    private static Predicate<Job> isOf(JobFacts facts) {
        return job -> KubernetesJobs.isOf(facts, job);
    }

    /** The cluster does not take the Job yet: comes back with back-off. */
    static final class HinderedException extends RuntimeException {
        HinderedException(String reason) {
            super(reason);
        }
    }
}
