package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobEvent;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a job needs next. Pure: the same observation gives the same outcome.
 *
 * <ol>
 *   <li>See what happened since the status was last written: orders, ends of replicas and roles,
 *       evictions, containers that cannot start.
 *   <li>The first of these, in the order in which they happened, that moves the job moves it; the
 *       others see the job already moved.
 *   <li>Write down what was seen, and bring pods and companions to what the phase asks for.
 * </ol>
 *
 * What happened is known by comparing with the status, and the status is written over the observed
 * one or not at all, before anything else is done: so each happening is answered exactly once, also
 * when the controller dies in between.
 */
public final class JobDecision {

    private static final String COMMAND = "command";

    private final Observed seen;
    private final Settings settings;
    private final Job job;
    private final JobSpec spec;
    private final JobStatus before;
    private final Instant now;
    private final Attempt attempt;

    private JobPhase phase;
    private @Nullable String reason;
    private @Nullable String message;
    private @Nullable Instant endedAt;
    private boolean restarted;
    private final Map<String, String> marks;

    private JobDecision(Observed seen, Settings settings) {
        this.settings = settings;
        this.now = seen.now().truncatedTo(ChronoUnit.MILLIS);
        this.seen =
                new Observed(
                        seen.job(),
                        seen.group(),
                        seen.pods(),
                        seen.commands(),
                        seen.refusals(),
                        this.now);
        this.job = seen.job();
        this.spec = job.getSpec();
        this.before = JobStatus.of(job);
        this.attempt = Attempt.of(this.seen);
        this.phase = before.state().phase();
        this.reason = before.state().reason();
        this.message = before.state().message();
        this.marks = new TreeMap<>(before.controlledResources());
    }

    /** What the job needs, seen so. */
    public static Outcome decide(Observed seen, Settings settings) {
        if (seen.job().getMetadata().getDeletionTimestamp() != null) {
            return Outcome.NOTHING;
        }
        Optional<String> flaw = Validation.flaw(seen.job());
        if (flaw.isPresent() && !LifeCycle.hasEnded(JobStatus.of(seen.job()).state().phase())) {
            return refused(seen, flaw.get());
        }
        JobDecision decision = new JobDecision(seen, settings);
        return decision.outcome();
    }

    private static Outcome refused(Observed seen, String flaw) {
        Instant now = seen.now().truncatedTo(ChronoUnit.MILLIS);
        return new Outcome(
                List.of(),
                Optional.of(NextStatus.ofInvalid(JobStatus.of(seen.job()), flaw, now)),
                List.of(),
                List.of(),
                List.of(),
                false,
                Optional.of(Duration.ZERO));
    }

    private Outcome outcome() {
        Optional<Instant> expiry = expiry();
        if (expiry.isPresent() && !now.isBefore(expiry.get())) {
            return Outcome.EXPIRED;
        }
        if (attempt.isAhead()) {
            return look(Duration.ofSeconds(1));
        }
        List<Command> done = obey();
        if (LifeCycle.isActive(phase)) {
            happen();
        }
        if (LifeCycle.isActive(phase)) {
            completeOrFail();
        }
        settle();
        if (LifeCycle.isActive(phase)) {
            explain();
        }
        return realised(done, expiry);
    }

    private static Outcome look(Duration again) {
        return new Outcome(
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                false,
                Optional.of(again));
    }

    // --- what moves the job

    /** Carries out the oldest order that was not carried out yet; answers those that were. */
    private List<Command> obey() {
        if (seen.commands().isEmpty()) {
            return List.of();
        }
        // One at a time: only the last one is remembered, until it is deleted.
        Command command = seen.commands().getFirst();
        String uid = command.getMetadata().getUid();
        Action action = command.getAction();
        if (!uid.equals(marks.get(COMMAND))) {
            marks.put(COMMAND, uid);
            if (action != null) {
                move(
                        action,
                        text(command.getReason(), "CommandIssued"),
                        text(command.getMessage(), "ordered: " + action.text()),
                        now);
            }
        }
        return List.of(command);
    }

    private void happen() {
        for (Occurrence occurrence : attempt.occurrences()) {
            Action action = occurrence.action(spec);
            move(action, occurrence.reason(), occurrence.message(), occurrence.at());
            if (!LifeCycle.isActive(phase)) {
                return;
            }
        }
        if (isGroupUnknown()) {
            Occurrence lost =
                    new Occurrence(
                            now,
                            null,
                            EnumSet.of(JobEvent.UNKNOWN),
                            OptionalInt.empty(),
                            Action.SYNC_JOB,
                            "PodGroupUnknown",
                            "the pod group has lost members");
            move(lost.action(spec), lost.reason(), lost.message(), now);
        }
        Optional<Stall> over = stalls().filter(stall -> stall.isOver(now)).min(Stall.EARLIEST);
        if (over.isPresent() && LifeCycle.isActive(phase)) {
            move(Action.TASK_SET_FAILED, over.get().reason(), over.get().message(), now);
        }
    }

    /** What will fail the job unless it passes in time; a job that once ran waits for its nodes. */
    private Stream<Stall> stalls() {
        Stream<Stall> ofPlacement =
                phase == JobPhase.PENDING
                        ? ownGroup().stream()
                                .flatMap(group ->
                                        Stall.ofPlacement(group, settings.placementTimeout())
                                                .stream())
                        : Stream.empty();
        Stream<Stall> ofRefusals =
                seen.refusals().stream()
                        .map(refusal -> Stall.ofRefusal(refusal, settings.startTimeout()));
        return Stream.of(ofPlacement, ofRefusals, attempt.stalls(settings))
                .flatMap(Function.identity());
    }

    private boolean isGroupUnknown() {
        return ownGroup()
                .filter(group -> PodGroupStatus.of(group).phase() == PodGroupPhase.UNKNOWN)
                .isPresent();
    }

    private void completeOrFail() {
        boolean allEnded = attempt.roles().stream().allMatch(role -> role.state() != null);
        if (!allEnded) {
            return;
        }
        Optional<RoleStatus> failed =
                attempt.roles().stream()
                        .filter(role -> RoleFold.FAILED.equals(role.state()))
                        .findFirst();
        Instant end = lastEnd();
        if (failed.isPresent()) {
            move(
                    Action.TASK_SET_FAILED,
                    "RoleFailed",
                    text(failed.get().phaseMessage(), failed.get().name() + " failed"),
                    end);
        } else {
            move(Action.TASK_SET_SUCCEEDED, "Completed", "all tasks have succeeded", end);
        }
    }

    private Instant lastEnd() {
        return attempt.roles().stream()
                .flatMap(role -> role.replicaStatus().stream())
                .filter(replica -> !Boolean.TRUE.equals(replica.stopped()))
                .map(ReplicaStatus::finishAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(now);
    }

    /** Takes the action if it is legal in this phase. */
    private void move(Action action, String why, String sentence, Instant at) {
        Action meant =
                action == Action.TASK_SET_COMPLETED
                        ? attempt.roles().stream()
                                        .anyMatch(role -> RoleFold.FAILED.equals(role.state()))
                                ? Action.TASK_SET_FAILED
                                : Action.TASK_SET_SUCCEEDED
                        : action;
        int maxRetry = spec.maxRetry() == null ? 0 : spec.maxRetry();
        boolean retriesLeft = before.retryCount() < maxRetry;
        JobPhase next = LifeCycle.on(phase, meant, retriesLeft);
        if (next == phase) {
            return;
        }
        restarted = next == JobPhase.RESTARTING;
        phase = next;
        reason = why;
        message =
                meant == Action.RESTART_JOB && next == JobPhase.FAILED && maxRetry > 0
                        ? sentence + "; restarted " + before.retryCount() + " times before"
                        : sentence;
        endedAt = at;
    }

    /** Moves on from a phase that only waits for pods to go. */
    private void settle() {
        if (phase != before.state().phase()) {
            return;
        }
        boolean gone =
                phase == JobPhase.RESTARTING
                        ? !attempt.hasOutdated() && ownGroup().isEmpty()
                        : !attempt.isAnyAlive();
        JobPhase next = gone ? LifeCycle.settled(phase) : phase;
        if (next != phase) {
            phase = next;
            endedAt = now;
            if (next == JobPhase.PENDING) {
                reason = null;
                message = null;
            }
        }
    }

    /** While the job is active: Running once enough have started; before, why it waits. */
    private void explain() {
        int started =
                attempt.count(JobPhase.RUNNING)
                        + attempt.count(JobPhase.SUCCEEDED)
                        + attempt.count(JobPhase.FAILED);
        if (phase == JobPhase.PENDING && started >= Gang.minMember(spec)) {
            phase = JobPhase.RUNNING;
        }
        if (phase == JobPhase.RUNNING) {
            reason = null;
            message = null;
            return;
        }
        Optional<ReplicaStatus> troubled = attempt.troubled().stream().findFirst();
        Optional<PodGroup> group = ownGroup();
        PodGroupStatus status = group.map(PodGroupStatus::of).orElse(PodGroupStatus.NONE);
        PodGroupCondition waits = status.condition(PodGroupCondition.UNSCHEDULABLE);
        if (!seen.refusals().isEmpty()) {
            Stall refusal = Stall.ofRefusal(seen.refusals().getFirst(), settings.startTimeout());
            reason = refusal.reason();
            message = refusal.message();
        } else if (troubled.isPresent()) {
            reason = troubled.get().podReason();
            message = troubled.get().name() + ": " + troubled.get().phaseMessage();
        } else if (attempt.placed() >= Gang.minMember(spec)) {
            reason = "Starting";
            message = started + " of " + spec.replicas() + " pods have started";
        } else if (waits != null) {
            reason = waits.reason();
            message = waits.message();
        } else {
            reason = "Queued";
            message = "waits in queue " + Gang.queue(spec);
        }
    }

    // --- what is to be done

    private Outcome realised(List<Command> done, Optional<Instant> expiry) {
        List<HasMetadata> apply = List.of();
        List<HasMetadata> create = new ArrayList<>();
        List<HasMetadata> delete = new ArrayList<>();
        Optional<Duration> again = expiry.map(at -> Duration.between(now, at));
        if (LifeCycle.isActive(phase)) {
            apply = new Companions(seen, marks).wanted();
            again = activeAgain();
            if (mayRun()) {
                create.addAll(attempt.missing(settings));
            }
            delete.addAll(attempt.superfluous());
        } else {
            delete.addAll(
                    phase == JobPhase.RESTARTING
                            ? restarted ? attempt.everything() : attempt.leftovers()
                            : attempt.living());
            ownGroup().ifPresent(delete::add);
        }
        JobStatus status =
                new NextStatus(before, attempt, spec, marks, now)
                        .of(new NextStatus.Verdict(phase, reason, message, restarted, endedAt));
        boolean changed = !status.equals(job.getStatus());
        if (changed && LifeCycle.hasEnded(phase) && again.isEmpty()) {
            again = timeToLive();
        }
        return new Outcome(
                apply,
                changed ? Optional.of(status) : Optional.empty(),
                create,
                delete,
                done,
                false,
                again);
    }

    /** Pods are made once the scheduler has admitted the group. */
    private boolean mayRun() {
        return ownGroup()
                .filter(group -> PodGroupStatus.of(group).phase() != PodGroupPhase.PENDING)
                .isPresent();
    }

    private Optional<Duration> activeAgain() {
        if (seen.group().isPresent() && ownGroup().isEmpty()) {
            // The group of an earlier job of this name is on its way out.
            return Optional.of(Duration.ofSeconds(1));
        }
        return stalls().min(Stall.EARLIEST).map(stall -> Duration.between(now, stall.deadline()));
    }

    private Optional<PodGroup> ownGroup() {
        return Gang.ownOf(seen);
    }

    private Optional<Duration> timeToLive() {
        return Optional.ofNullable(spec.ttlSecondsAfterFinished()).map(Duration::ofSeconds);
    }

    private Optional<Instant> expiry() {
        Instant ended = before.state().lastTransitionTime();
        return LifeCycle.hasEnded(before.state().phase()) && ended != null
                ? timeToLive().map(ended::plus)
                : Optional.empty();
    }

    private static String text(@Nullable String text, String fallback) {
        return text == null || text.isBlank() ? fallback : text;
    }
}
