package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.taskset.TasksetProperties;
import cn.ac.pcl.octopus.taskset.api.JobState;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import cn.ac.pcl.octopus.taskset.core.Sighting;
import cn.ac.pcl.octopus.taskset.job.Jobs;
import cn.ac.pcl.octopus.taskset.job.StoredJob;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
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
 * </ol>
 */
@Component
class JobReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(JobReconciler.class);

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

    void reconcile(String id) {
        Optional<StoredJob> known = jobs.find(id);
        if (known.isEmpty()) {
            return;
        }
        StoredJob job = known.get();
        Optional<Job> there = view.find(job.facts().namespace(), id).filter(isOf(job.facts()));
        if (there.isEmpty() && !job.isSettled()) {
            if (!job.isCreated()) {
                create(job.facts());
                return;
            }
            // The view may be late; only the API server knows that something is not there.
            there = cluster.find(job.facts().namespace(), id).filter(isOf(job.facts()));
            if (there.isEmpty()) {
                jobs.lost(id);
                return;
            }
        }
        if (there.isPresent()) {
            observe(job, there.get());
        }
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

    private void observe(StoredJob job, Job there) {
        if (!job.isSettled()) {
            if (!job.isCreated()) {
                jobs.created(job.id(), there.getMetadata().getUid());
            }
            String waiting = view.waiting(job.facts().namespace(), job.id());
            jobs.seen(job.id(), new Sighting(there, waiting, clock.instant()));
        }
        if (job.moment().state() == JobState.STOPPED) {
            end(job, there);
        }
    }

    /** Ends what goes on of a stopped job, also when it was created while it was stopped. */
    private void end(StoredJob job, Job there) {
        JobPhase phase = JobStatus.of(there).state().phase();
        boolean isOver = phase.isFinal() || phase == JobPhase.ABORTED;
        if (isOver || there.isMarkedForDeletion()) {
            return;
        }
        Instant since = Optional.ofNullable(job.completedAt()).orElseGet(clock::instant);
        if (clock.instant().isAfter(since.plus(properties.taskset().stopPatience()))) {
            LOG.warn("The stopped Job {} does not end, so it is deleted", job.id());
            cluster.delete(there);
        } else if (phase != JobPhase.TERMINATING) {
            cluster.terminate(there);
        }
    }

    private static java.util.function.Predicate<Job> isOf(JobFacts facts) {
        return job -> KubernetesJobs.isOf(facts, job);
    }

    /** The cluster does not take the Job yet: comes back with back-off. */
    static final class HinderedException extends RuntimeException {
        HinderedException(String reason) {
            super(reason);
        }
    }
}
