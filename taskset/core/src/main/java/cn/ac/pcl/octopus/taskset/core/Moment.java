package cn.ac.pcl.octopus.taskset.core;

import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.time.Instant;
import java.util.Optional;

/**
 * One moment in the life of a job: what is stored of it, and what every event makes of that. Pure;
 * a moment that says nothing new is no moment.
 *
 * @param facts what never changes
 * @param detail all that is known now
 */
public record Moment(JobFacts facts, JobDetail detail) {

    /** The first moment of a job. */
    public static Moment accepted(JobFacts facts) {
        return new Moment(facts, Details.prepared(facts));
    }

    /** State of the job. */
    public JobState state() {
        return detail.job().state();
    }

    /** The moment after its Job was seen in the cluster; empty when that says nothing new. */
    public Optional<Moment> after(Sighting sighting) {
        if (detail.isSettled()) {
            return Optional.empty();
        }
        JobState state = JobMove.seen(sighting.phase()).flatMap(this::to).orElse(state());
        return next(Details.seen(facts, state, sighting, detail));
    }

    /**
     * The moment after a move that no sighting of its Job has told; empty when it is refused.
     *
     * @param reason why, for people
     * @param isOver whether nothing of the job can still run
     */
    public Optional<Moment> after(JobMove move, String reason, boolean isOver, Instant now) {
        if (move == JobMove.LOST && state().isFinal() && !detail.isSettled()) {
            return next(Details.ended(detail, state(), detail.job().reason(), now));
        }
        return to(move).flatMap(state ->
                next(
                        isOver
                                ? Details.ended(detail, state, reason, now)
                                : Details.going(detail, state, reason)));
    }

    /** The moment after a hindrance that may pass was met; empty when that says nothing new. */
    public Optional<Moment> noting(String reason) {
        return state().isFinal() ? Optional.empty() : next(Details.going(detail, state(), reason));
    }

    /** Whether the job's own state differs from an earlier one, and not only a detail of it. */
    public boolean isTurnFrom(Moment earlier) {
        return state() != earlier.state() || detail.isSettled() != earlier.detail.isSettled();
    }

    private Optional<JobState> to(JobMove move) {
        return move.from(state());
    }

    private Optional<Moment> next(JobDetail changed) {
        return changed.equals(detail)
                ? Optional.empty()
                : Optional.of(new Moment(facts, Details.numbered(changed, detail.sequence() + 1)));
    }
}
