package cn.ac.pcl.octopus.taskset.job;

import cn.ac.pcl.octopus.taskset.JobRecorded;
import cn.ac.pcl.octopus.taskset.Refusal;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobError;
import cn.ac.pcl.octopus.taskset.api.JobState;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import cn.ac.pcl.octopus.taskset.core.JobMove;
import cn.ac.pcl.octopus.taskset.core.Moment;
import cn.ac.pcl.octopus.taskset.core.Sighting;
import cn.ac.pcl.octopus.taskset.hook.HookLanes;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What can be done with jobs. Every change is one transaction that stores the job, a row of its
 * history, and what there is to tell to the subscribers: all of it or nothing.
 */
@Service
public class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final JobStore store;
    private final HookLanes lanes;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Jobs(JobStore store, HookLanes lanes, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.lanes = lanes;
        this.events = events;
        this.clock = clock;
    }

    /** Takes a job, once; the same id again changes nothing. */
    @Transactional
    public void submit(JobFacts facts, Map<String, String> header) {
        Optional<StoredJob> known = store.find(facts.id());
        if (known.isEmpty()) {
            try {
                Moment first = Moment.accepted(facts);
                store.insert(first, header);
                lanes.open(facts.id(), facts.kind(), first.detail().sequence());
                events.publishEvent(new JobRecorded(facts.id()));
                LOG.info("Took job {} of kind {}", facts.id(), facts.kind());
                return;
            } catch (DuplicateKeyException e) {
                known = store.findOther(facts.id());
            }
        }
        if (known.stream().noneMatch(job -> job.facts().userId().equals(facts.userId()))) {
            throw new Refusal(
                    JobError.NOT_MINE, "Another user's job has the id " + facts.id() + ".");
        }
    }

    /** Stops a job; stopping a stopped one again is no mistake. */
    @Transactional
    public void stop(String id, String reason) {
        StoredJob job = store.lock(id).orElseThrow(() -> missing(id));
        JobState state = job.moment().state();
        if (state.isFinal() && state != JobState.STOPPED) {
            throw new Refusal(JobError.FINISHED, "The job has " + state.text() + ".");
        }
        // A Job that was never made cannot run, so there is no end to wait for.
        save(
                job.moment().after(JobMove.STOP_ASKED, reason, !job.isCreated(), clock.instant()),
                job.moment());
    }

    @Transactional(readOnly = true)
    public JobDetail detail(String id) {
        return store.find(id).orElseThrow(() -> missing(id)).moment().detail();
    }

    @Transactional(readOnly = true)
    public List<JobDetail> details(Collection<String> ids) {
        return ids.isEmpty() ? List.of() : store.details(ids);
    }

    @Transactional(readOnly = true)
    public Optional<StoredJob> find(String id) {
        return store.find(id);
    }

    /** Ids of jobs that may still change, after the given one, in order. */
    @Transactional(readOnly = true)
    public List<String> unsettled(String after, int limit) {
        return store.unsettled(after, limit);
    }

    /** Its Job was seen in the cluster. */
    @Transactional
    public void seen(String id, Sighting sighting) {
        change(id, moment -> moment.after(sighting));
    }

    /** Its Job was made in the cluster. */
    @Transactional
    public void created(String id, String uid) {
        store.created(id, uid);
    }

    /** The cluster refused its Job for good. */
    @Transactional
    public void refused(String id, String reason) {
        change(id, moment -> moment.after(JobMove.REFUSED, reason, true, clock.instant()));
    }

    /** The cluster does not take its Job yet. */
    @Transactional
    public void hindered(String id, String reason) {
        change(id, moment -> moment.noting(reason));
    }

    /** Its Job is gone. */
    @Transactional
    public void lost(String id) {
        String reason = "The job was deleted from the cluster by somebody else, or ended unseen.";
        change(id, moment -> moment.after(JobMove.LOST, reason, true, clock.instant()));
    }

    private void change(String id, Function<Moment, Optional<Moment>> event) {
        store.lock(id)
                .map(StoredJob::moment)
                .ifPresent(moment -> save(event.apply(moment), moment));
    }

    private void save(Optional<Moment> next, Moment before) {
        next.ifPresent(moment -> save(moment, before.state()));
    }

    private void save(Moment next, JobState before) {
        store.update(next);
        lanes.recorded(next.facts().id(), next.detail().sequence());
        events.publishEvent(new JobRecorded(next.facts().id()));
        LOG.atLevel(next.state() == before ? Level.DEBUG : Level.INFO)
                .addKeyValue("job", next.facts().id())
                .addKeyValue("sequence", next.detail().sequence())
                .log("Job {} is {}", next.facts().id(), next.state().text());
    }

    private static Refusal missing(String id) {
        return new Refusal(JobError.NOT_FOUND, "There is no job " + id + ".");
    }
}
