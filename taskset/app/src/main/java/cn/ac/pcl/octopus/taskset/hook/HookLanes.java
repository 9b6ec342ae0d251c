package cn.ac.pcl.octopus.taskset.hook;

import cn.ac.pcl.octopus.taskset.TasksetProperties;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.LifeHook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * One lane for each job and subscriber: how far the history is told. A lane with something to tell
 * has a time when it is due; claiming it moves that time on, so that of several processes one goes
 * on with it, and another takes over when that one dies.
 */
@Repository
public class HookLanes {
    private static final int LONGEST_ANSWER = 300;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TasksetProperties properties;
    private final Clock clock;

    HookLanes(JdbcClient jdbc, JsonMapper json, TasksetProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.properties = properties;
        this.clock = clock;
    }

    /** A lane with something to tell, claimed by this process for a while. */
    record Lane(String subscriber, String jobId, long delivered, int attempts) {}

    /** Opens the lanes of a new job, in its transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(String jobId, String kind, long sequence) {
        for (TasksetProperties.Subscriber subscriber : properties.taskset().subscribers()) {
            if (subscriber.kind().equals(kind)) {
                jdbc.sql(
                                """
                                insert into hook_lane (subscriber, job_id, recorded, delivered,
                                    attempts, due_at, last_answer)
                                values (:subscriber, :job, :recorded, 0, 0, :now, '')
                                """)
                        .param("subscriber", subscriber.name())
                        .param("job", jobId)
                        .param("recorded", sequence)
                        .param("now", time(clock.instant()))
                        .update();
            }
        }
    }

    /** There is more to tell of a job; in the transaction that stores it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recorded(String jobId, long sequence) {
        jdbc.sql(
                        """
                        update hook_lane set recorded = :sequence, due_at = coalesce(due_at, :now)
                        where job_id = :job
                        """)
                .param("job", jobId)
                .param("sequence", sequence)
                .param("now", time(clock.instant()))
                .update();
    }

    /** Lanes that are due, each claimed until the lease ends. */
    List<Lane> claim(int limit, Duration lease) {
        Instant now = clock.instant();
        record Due(Lane lane, LocalDateTime dueAt) {}
        return jdbc
                .sql(
                        """
                        select subscriber, job_id, delivered, attempts, due_at from hook_lane
                        where due_at <= :now order by due_at limit :limit
                        """)
                .param("now", time(now))
                .param("limit", limit)
                .query((row, number) ->
                        new Due(
                                new Lane(
                                        row.getString("subscriber"),
                                        row.getString("job_id"),
                                        row.getLong("delivered"),
                                        row.getInt("attempts")),
                                row.getObject("due_at", LocalDateTime.class)))
                .list()
                .stream()
                .filter(due -> claim(due.lane(), due.dueAt(), now.plus(lease)))
                .map(Due::lane)
                .toList();
    }

    private boolean claim(Lane lane, LocalDateTime seen, Instant until) {
        return jdbc.sql(
                                """
                                update hook_lane set due_at = :until
                                where subscriber = :subscriber and job_id = :job and due_at = :seen
                                """)
                        .param("until", time(until))
                        .param("subscriber", lane.subscriber())
                        .param("job", lane.jobId())
                        .param("seen", seen)
                        .update()
                == 1;
    }

    /** The oldest moment of a job after the given one. */
    Optional<LifeHook> next(String jobId, long after) {
        return jdbc.sql(
                        """
                        select history.detail, history.recorded_at, job.namespace
                        from job_history history join job on job.id = history.job_id
                        where history.job_id = :job and history.sequence_number > :after
                        order by history.sequence_number limit 1
                        """)
                .param("job", jobId)
                .param("after", after)
                .query((row, number) -> {
                    JobDetail detail = json.readValue(row.getString("detail"), JobDetail.class);
                    return new LifeHook(
                            jobId,
                            detail.job().userID(),
                            row.getString("namespace"),
                            detail.job().state(),
                            row.getObject("recorded_at", LocalDateTime.class)
                                    .toInstant(ZoneOffset.UTC),
                            detail.sequence(),
                            detail);
                })
                .optional();
    }

    /**
     * A moment was told. The lane rests when it was the newest one, else it stays claimed for
     * another lease.
     *
     * @return whether it is still claimed: no when nothing is left to tell, and when another
     *     process has taken it over
     */
    @Transactional
    boolean delivered(Lane lane, long sequence, Duration lease) {
        int changed =
                jdbc.sql(
                                """
                                update hook_lane set delivered = :sequence, attempts = 0,
                                    last_answer = '',
                                    due_at = case when recorded > :sequence then :until else null end
                                where subscriber = :subscriber and job_id = :job
                                    and delivered < :sequence
                                """)
                        .param("sequence", sequence)
                        .param("until", time(clock.instant().plus(lease)))
                        .param("subscriber", lane.subscriber())
                        .param("job", lane.jobId())
                        .update();
        return changed == 1
                && jdbc.sql(
                                """
                                select due_at is not null from hook_lane
                                where subscriber = :subscriber and job_id = :job
                                """)
                        .param("subscriber", lane.subscriber())
                        .param("job", lane.jobId())
                        .query(Boolean.class)
                        .single();
    }

    /** Nothing is left to tell; a lane that was told by two processes comes to rest here. */
    void rest(Lane lane) {
        jdbc.sql(
                        """
                        update hook_lane set due_at = null
                        where subscriber = :subscriber and job_id = :job and delivered = recorded
                        """)
                .param("subscriber", lane.subscriber())
                .param("job", lane.jobId())
                .update();
    }

    /** A moment could not be told; the lane waits. */
    void failed(Lane lane, Duration pause, String answer) {
        jdbc.sql(
                        """
                        update hook_lane set attempts = :attempts, due_at = :due,
                            last_answer = :answer
                        where subscriber = :subscriber and job_id = :job
                        """)
                .param("attempts", lane.attempts() + 1)
                .param("due", time(clock.instant().plus(pause)))
                .param(
                        "answer",
                        answer.length() > LONGEST_ANSWER
                                ? answer.substring(0, LONGEST_ANSWER)
                                : answer)
                .param("subscriber", lane.subscriber())
                .param("job", lane.jobId())
                .update();
    }

    private static LocalDateTime time(Instant instant) {
        return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }
}
