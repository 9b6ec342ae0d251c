package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.RunKind;
import cn.ac.pcl.octopus.base.api.TrainingQuery;
import cn.ac.pcl.octopus.base.api.TrainingStatus;
import cn.ac.pcl.octopus.base.billing.Owner;
import cn.ac.pcl.octopus.base.billing.UsageMetered;
import cn.ac.pcl.octopus.base.database.Filter;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.base.storage.ContentOrders;
import cn.ac.pcl.octopus.base.tasks.BackgroundTasks;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Page;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The rows of training jobs. Every change holds the row until its transaction ends, which also
 * books what the job has cost by then and schedules what follows from the change.
 */
@Service
class TrainingRuns {
    private static final Logger log = LoggerFactory.getLogger(TrainingRuns.class);
    private static final Sorting SORTING =
            Sorting.by(
                    Map.of(
                            "createdAt", "createdAt",
                            "updatedAt", "updatedAt",
                            "name", "name",
                            "status", "state",
                            "startedAt", "startedAt",
                            "completedAt", "completedAt"),
                    "id");

    private final TrainingRunRepository runs;
    private final TrainingReplicaRepository replicas;
    private final StoredManifestRepository manifests;
    private final BackgroundTasks tasks;
    private final ContentOrders contents;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    TrainingRuns(
            TrainingRunRepository runs,
            TrainingReplicaRepository replicas,
            StoredManifestRepository manifests,
            BackgroundTasks tasks,
            ContentOrders contents,
            ApplicationEventPublisher events,
            Clock clock) {
        this.runs = runs;
        this.replicas = replicas;
        this.manifests = manifests;
        this.tasks = tasks;
        this.contents = contents;
        this.events = events;
        this.clock = clock;
    }

    /** A job and its replicas by the index of their sub-task. */
    record Whole(TrainingRun run, Map<Integer, List<TrainingReplica>> replicas) {}

    @Transactional(readOnly = true)
    boolean hasName(String userId, String workspaceId, String name) {
        return runs.existsByUserIdAndWorkspaceIdAndNameAndDeletedAt(userId, workspaceId, name, 0);
    }

    /**
     * Stores a new job and the task that submits it, or neither.
     *
     * @param manifest what the cluster is to run for it, JSON
     */
    @Transactional
    void accept(TrainingRun run, String manifest) {
        try {
            runs.saveAndFlush(run);
        } catch (DataIntegrityViolationException e) {
            throw new Refusal(
                    ErrorCode.TRAINING_EXISTS, "There is a job of the name " + run.name(), e);
        }
        for (int role = 0; role < run.roles().size(); role++) {
            for (int index = 0; index < run.roles().get(role).replicas(); index++) {
                replicas.save(new TrainingReplica(new TrainingReplica.Key(run.id(), role, index)));
            }
        }
        manifests.save(new StoredManifest(run.id(), manifest));
        tasks.schedule(SubmitTask.NAME, run.id(), new JobId(run.id()));
        // The one line that holds both, for whoever is told the trace of a request.
        log.info("Training job {} of {} is taken", run.id(), run.userId());
    }

    /** What the cluster is to run for a job, JSON. */
    @Transactional(readOnly = true)
    String manifestOf(String id) {
        return manifests.findById(id).orElseThrow().manifest();
    }

    /** Forgets what the cluster was to run for a job. */
    @Transactional
    void forgetManifest(String id) {
        manifests.deleteById(id);
    }

    /** Stops a job that the caller may stop; the engine hears of it soon. */
    @Transactional
    Instant stop(String id, String reason) {
        TrainingRun run = runs.lock(id).orElseThrow(TrainingRuns::missing);
        if (!run.stop(reason, clock.instant())) {
            throw new Refusal(
                    ErrorCode.TRAINING_FINISHED, "The job has " + run.state().status().text());
        }
        tasks.schedule(StopTask.NAME, id, new JobId(id));
        return clock.instant();
    }

    /** Deletes finished jobs of a user, all or none, and soon all that they have left. */
    @Transactional
    Instant delete(String userId, Collection<String> ids) {
        Collection<String> wanted = new TreeSet<>(ids);
        List<TrainingRun> found = runs.lockLiving(wanted);
        if (found.size() != wanted.size()
                || !found.stream().allMatch(run -> run.userId().equals(userId))) {
            throw missing();
        }
        for (TrainingRun run : found) {
            if (!run.state().isFinal()) {
                throw new Refusal(
                        ErrorCode.TRAINING_NOT_FINISHED,
                        "The job " + run.name() + " has not finished");
            }
        }
        Instant now = clock.instant();
        for (TrainingRun run : found) {
            run.delete(now);
            contents.remove(run.output());
            tasks.schedule(TracesTask.NAME, run.id(), new JobId(run.id()), TracesTask.AFTER);
        }
        return now;
    }

    @Transactional(readOnly = true)
    Whole get(String id) {
        return whole(List.of(runs.findLiving(id).orElseThrow(TrainingRuns::missing))).getFirst();
    }

    @Transactional(readOnly = true)
    Optional<TrainingRun> find(String id) {
        return runs.findById(id);
    }

    /** Owner of a job, if there is one. */
    @Transactional(readOnly = true)
    Optional<String> ownerOf(String id) {
        return runs.ownerOf(id);
    }

    /** A page of jobs, in two statements and a count whatever its size. */
    @Transactional(readOnly = true)
    Page<Whole> search(@Nullable String userId, @Nullable String workspaceId, TrainingQuery query) {
        @Nullable TrainingState state = null;
        if (query.status() != null) {
            Optional<TrainingState> asked = stateOf(query.status());
            if (asked.isEmpty()) {
                return Page.empty();
            }
            state = asked.get();
        }
        Page<TrainingRun> page =
                runs.search(
                        Filter.exactly(userId),
                        Filter.exactly(workspaceId),
                        state,
                        query.createdAtGte(),
                        query.createdAtLt(),
                        Filter.containing(query.searchKey()),
                        SORTING.page(query));
        Map<String, Whole> wholes =
                whole(page.getContent()).stream()
                        .collect(Collectors.toMap(whole -> whole.run().id(), whole -> whole));
        return page.map(run -> Objects.requireNonNull(wholes.get(run.id())));
    }

    /**
     * Takes what the engine tells of a job; what it told already changes nothing.
     *
     * @return false when there is no such job
     */
    @Transactional
    boolean take(JobDetail detail) {
        return take(detail, TrainingRun::take);
    }

    /** Takes what the engine answers when it is asked about a job. */
    @Transactional
    void takeAnswer(JobDetail detail) {
        take(detail, TrainingRun::takeAnswer);
    }

    private interface Taking {
        boolean by(TrainingRun run, JobDetail detail, Instant now);
    }

    private boolean take(JobDetail detail, Taking taking) {
        Optional<TrainingRun> found = runs.lock(detail.job().id());
        if (found.isEmpty()) {
            return false;
        }
        TrainingRun run = found.get();
        TrainingState before = run.state();
        if (taking.by(run, detail, clock.instant())) {
            Collection<TrainingReplica> all = takeReplicas(run, detail);
            if (run.state() != before) {
                log.info("Training job {} is {}", run.id(), run.state().status().text());
                if (run.state() == TrainingState.SUCCEEDED) {
                    tasks.schedule(ModelTask.NAME, run.id(), new JobId(run.id()));
                }
            }
            meter(run, all);
        }
        // Ended on this side alone: by a stop, or because the engine was thought to have lost it.
        if (run.state().isFinal()
                && !detail.job().state().isFinal()
                && detail.sequence() >= run.sequence()) {
            tasks.schedule(StopTask.NAME, run.id(), new JobId(run.id()));
        }
        return true;
    }

    /** The engine will never take the job. */
    @Transactional
    void refused(String id, String reason) {
        runs.lock(id).ifPresent(run -> end(run, TrainingEvent.REFUSED, reason));
    }

    /** The engine does not answer; the job waits for it. */
    @Transactional
    void hindered(String id, String reason) {
        runs.lock(id)
                .filter(run -> run.state() == TrainingState.PREPARING)
                .filter(run -> !run.reason().equals(reason))
                .ifPresent(run -> run.waitFor(reason, clock.instant()));
    }

    /** Something went wrong after the job had ended. */
    @Transactional
    void note(String id, String what) {
        runs.lock(id).ifPresent(run -> run.note(what, clock.instant()));
    }

    /**
     * The engine answers, but does not know the job.
     *
     * @param before what was heard of the job when the engine was asked; if it has told more by
     *     now, it took the job only after its answer
     */
    @Transactional
    void missingAtEngine(Heard before) {
        runs.lock(before.id())
                .filter(run -> !run.isSettled() && run.sequence() == before.sequence())
                .ifPresent(this::submitOrEnd);
    }

    private void submitOrEnd(TrainingRun run) {
        if (run.state() == TrainingState.PREPARING) {
            tasks.schedule(SubmitTask.NAME, run.id(), new JobId(run.id()));
        } else {
            log.warn("The task engine does not know the training job {}", run.id());
            end(run, TrainingEvent.LOST, "The task engine has lost the job");
        }
    }

    @Transactional(readOnly = true)
    List<Heard> unsettled(String after, Instant before, int most) {
        return runs.unsettled(after, before, most);
    }

    @Transactional(readOnly = true)
    List<String> costing(String after, int most) {
        return runs.costing(after, most);
    }

    /** Charges what a job has cost until now. */
    @Transactional
    void charge(String id) {
        runs.lock(id)
                .filter(run -> !run.isSettled())
                .ifPresent(run -> meter(run, replicas.ofJobs(List.of(id))));
    }

    private void end(TrainingRun run, TrainingEvent event, String reason) {
        Instant now = clock.instant();
        run.end(event, reason, now);
        List<TrainingReplica> all = replicas.ofJobs(List.of(run.id()));
        if (run.isSettled()) {
            all.forEach(replica -> replica.end(TrainingStatus.STOPPED, now));
        }
        meter(run, all);
    }

    /** All replicas of the job, also those of which the engine told nothing this time. */
    private Collection<TrainingReplica> takeReplicas(TrainingRun run, JobDetail detail) {
        Map<TrainingReplica.Key, TrainingReplica> known = new HashMap<>();
        replicas.ofJobs(List.of(run.id())).forEach(replica -> known.put(replica.key(), replica));
        for (int role = 0; role < Math.min(run.roles().size(), detail.tasks().size()); role++) {
            for (JobDetail.Replica told : detail.tasks().get(role).replicas()) {
                TrainingReplica replica =
                        known.get(new TrainingReplica.Key(run.id(), role, told.index()));
                if (replica != null) {
                    replica.take(told);
                }
            }
        }
        return known.values();
    }

    /** Reports to billing what a job has cost by now; one that never ran has no bill. */
    private void meter(TrainingRun run, Collection<TrainingReplica> all) {
        Instant now = clock.instant();
        List<Usage.Span> spans = all.stream().map(Usage.Span::of).toList();
        BigDecimal total = Usage.total(run.roles(), spans, now);
        if (run.startedAt() == null && total.signum() == 0) {
            return;
        }
        Instant until =
                run.isSettled()
                        ? all.stream()
                                .map(TrainingReplica::finishedAt)
                                .filter(Objects::nonNull)
                                .max(Instant::compareTo)
                                .orElse(now)
                        : now;
        events.publishEvent(
                new UsageMetered(
                        Owner.ofRun(run.userId(), run.workspaceId()),
                        RunKind.TRAIN_JOB,
                        run.id(),
                        run.name(),
                        run.nextReport(),
                        total,
                        run.startedAt(),
                        until,
                        run.isSettled()));
    }

    private List<Whole> whole(List<TrainingRun> page) {
        if (page.isEmpty()) {
            return List.of();
        }
        Map<String, Map<Integer, List<TrainingReplica>>> byJob =
                replicas.ofJobs(page.stream().map(TrainingRun::id).toList()).stream()
                        .collect(
                                Collectors.groupingBy(
                                        replica -> replica.key().jobId(),
                                        Collectors.groupingBy(
                                                replica -> replica.key().roleIndex())));
        return page.stream()
                .map(run -> new Whole(run, byJob.getOrDefault(run.id(), Map.of())))
                .toList();
    }

    private static Optional<TrainingState> stateOf(TrainingStatus status) {
        for (TrainingState state : TrainingState.values()) {
            if (state.status() == status) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    static Refusal missing() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such training job");
    }
}
