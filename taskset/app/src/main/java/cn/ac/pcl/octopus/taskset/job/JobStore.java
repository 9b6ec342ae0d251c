package cn.ac.pcl.octopus.taskset.job;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import cn.ac.pcl.octopus.taskset.core.Moment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The tables of jobs and of their history: the only place that knows them. */
@Repository
class JobStore {
    private static final String COLUMNS =
            "id, user_id, kind, name, namespace, cluster_name, submitted, detail, job_uid,"
                    + " updated_at, completed_at";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    JobStore(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    Optional<StoredJob> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from job where id = :id")
                .param("id", id)
                .query(this::job)
                .optional();
    }

    /** The same, kept from others until the transaction ends. */
    Optional<StoredJob> lock(String id) {
        return jdbc.sql("select " + COLUMNS + " from job where id = :id for update")
                .param("id", id)
                .query(this::job)
                .optional();
    }

    /** The row of somebody who inserted it first; a shared lock, as two upgrades would block. */
    Optional<StoredJob> findOther(String id) {
        return jdbc.sql("select " + COLUMNS + " from job where id = :id lock in share mode")
                .param("id", id)
                .query(this::job)
                .optional();
    }

    List<JobDetail> details(Collection<String> ids) {
        return jdbc.sql("select detail from job where id in (:ids)")
                .param("ids", ids)
                .query((row, number) -> json.readValue(row.getString("detail"), JobDetail.class))
                .list();
    }

    /** Ids of jobs that may still change, after the given one, in order. */
    List<String> unsettled(String after, int limit) {
        return jdbc.sql(
                        "select id from job where is_settled = false and id > :after"
                                + " order by id limit :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> row.getString("id"))
                .list();
    }

    /** Stores a new job with its first moment. */
    void insert(Moment first, Map<String, String> header) {
        JobFacts facts = first.facts();
        LocalDateTime now = now();
        jdbc.sql(
                        """
                        insert into job (id, user_id, kind, name, namespace, cluster_name, header,
                            submitted, state, is_settled, sequence_number, detail, created_at,
                            updated_at)
                        values (:id, :user, :kind, :name, :namespace, :cluster, :header,
                            :submitted, :state, :settled, :sequence, :detail, :now, :now)
                        """)
                .param("id", facts.id())
                .param("user", facts.userId())
                .param("kind", facts.kind())
                .param("name", facts.name())
                .param("namespace", facts.namespace())
                .param("cluster", facts.cluster())
                .param("header", json.writeValueAsString(header))
                .param("submitted", json.writeValueAsString(facts.submitted()))
                .param("state", first.state().text())
                .param("settled", first.detail().isSettled())
                .param("sequence", first.detail().sequence())
                .param("detail", json.writeValueAsString(first.detail()))
                .param("now", now)
                .update();
        addHistory(first, now);
    }

    /** Stores the next moment of a job, and its row of history. */
    void update(Moment next) {
        LocalDateTime now = now();
        String detail = json.writeValueAsString(next.detail());
        int changed =
                jdbc.sql(
                                """
                                update job set state = :state, is_settled = :settled,
                                    sequence_number = :sequence, detail = :detail, updated_at = :now,
                                    completed_at = case when :final then coalesce(completed_at, :now)
                                        else completed_at end
                                where id = :id and sequence_number = :before
                                """)
                        .param("id", next.facts().id())
                        .param("state", next.state().text())
                        .param("settled", next.detail().isSettled())
                        .param("sequence", next.detail().sequence())
                        .param("before", next.detail().sequence() - 1)
                        .param("detail", detail)
                        .param("final", next.state().isFinal())
                        .param("now", now)
                        .update();
        if (changed != 1) {
            throw new OptimisticLockingFailureException(
                    "Job " + next.facts().id() + " was changed by somebody else");
        }
        addHistory(next, now);
    }

    /** Remembers the object that stands for the job in the cluster. */
    void created(String id, String uid) {
        jdbc.sql("update job set job_uid = :uid where id = :id")
                .param("id", id)
                .param("uid", uid)
                .update();
    }

    /**
     * Forgets moments that were recorded before the given time and are told to all who want to hear
     * of them.
     *
     * @return how many; fewer than the limit when there are no more
     */
    int forgetTold(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from job_history
                        where recorded_at < :before and not exists (
                            select 1 from hook_lane
                            where hook_lane.job_id = job_history.job_id
                                and hook_lane.delivered < job_history.sequence_number)
                        order by recorded_at limit :limit
                        """)
                .param("before", LocalDateTime.ofInstant(before, ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    private void addHistory(Moment moment, LocalDateTime now) {
        jdbc.sql(
                        """
                        insert into job_history (job_id, sequence_number, state, detail, recorded_at)
                        values (:id, :sequence, :state, :detail, :now)
                        """)
                .param("id", moment.facts().id())
                .param("sequence", moment.detail().sequence())
                .param("state", moment.state().text())
                .param("detail", json.writeValueAsString(moment.detail()))
                .param("now", now)
                .update();
    }

    private StoredJob job(ResultSet row, int number) throws SQLException {
        JobFacts facts =
                new JobFacts(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getString("name"),
                        row.getString("user_id"),
                        row.getString("namespace"),
                        row.getString("cluster_name"),
                        json.readValue(row.getString("submitted"), Job.class));
        return new StoredJob(
                new Moment(facts, json.readValue(row.getString("detail"), JobDetail.class)),
                row.getString("job_uid"),
                Objects.requireNonNull(instant(row.getObject("updated_at", LocalDateTime.class))),
                instant(row.getObject("completed_at", LocalDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable LocalDateTime time) {
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(
                clock.instant().truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }
}
