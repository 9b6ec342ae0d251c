package cn.ac.pcl.octopus.base.database;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.stores.ScratchDatabase;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A platform that has run before goes on with what it has. */
@Tag("stores")
class MigrationIT {
    private static final String FIRST_RELEASE = "202611250300";

    @Test
    void keepsJobsAndAssetsOfTheFirstSchema() {
        try (var scratch = ScratchDatabase.create()) {
            var source =
                    new DriverManagerDataSource(
                            scratch.jdbcUrl(), scratch.username(), scratch.password());
            migrate(source, FIRST_RELEASE);
            var database = new JdbcTemplate(source);
            insert(database);

            migrate(source, "latest");

            assertThat(
                            database.queryForMap(
                                    "select r.queue, m.manifest from train_jobs r"
                                            + " join train_manifests m on m.job_id = r.id"))
                    .containsEntry("queue", "pool-1")
                    .containsEntry("manifest", "{\"spec\": {\"queue\": \"pool-1\"}}");
            for (var kind : List.of("dataset", "algorithm", "model")) {
                assertThat(
                                database.queryForObject(
                                        "select count(*) from %1$ss a join %1$s_versions v on v.asset_id = a.id join %1$s_shares s on s.asset_id = v.asset_id where a.id = 'abc' and a.name = '数据'"
                                                .formatted(kind),
                                        Integer.class))
                        .as(kind)
                        .isEqualTo(1);
                assertThat(
                                database.queryForObject(
                                        "select count(*) from %ss where id = 'ABC'".formatted(kind),
                                        Integer.class))
                        .as(kind)
                        .isZero();
            }
        }
    }

    private static void migrate(DriverManagerDataSource source, String target) {
        Flyway.configure().dataSource(source).outOfOrder(true).target(target).load().migrate();
    }

    private static void insert(JdbcTemplate database) {
        database.update(
                """
                insert into train_jobs values ('j1', 'u1', 'w1', 'job', '', 'a1', 1, 'a', 'i1', 'i', '1', 'd1', 1, 'd',
                  false, '[]', '[]', '{"spec": {"queue": "pool-1"}}', '', 'RUNNING', '', 1, 0, false, null, null,
                  utc_timestamp(6), utc_timestamp(6), 0, 0)
                """);
        var extra =
                Map.of(
                        "dataset",
                        "type, ",
                        "algorithm",
                        "model_name, ",
                        "model",
                        "algorithm_id, algorithm_version, ");
        var values = Map.of("dataset", "'t', ", "algorithm", "'m', ", "model", "'a1', 1, ");
        for (var kind : List.of("dataset", "algorithm", "model")) {
            database.update(
                    ("insert into %ss (id, space_id, user_id, preset, name, %sdescription,"
                                    + " last_version, latest_version, created_at, updated_at, revision) values"
                                    + " ('abc', 's', 'u', false, '数据', %s'', 1, 1, utc_timestamp(6),"
                                    + " utc_timestamp(6), 0)")
                            .formatted(kind, extra.get(kind), values.get(kind)));
            database.update(
                    ("insert into %s_versions (asset_id, version, description, state, progress,"
                                    + " reason, attempt, created_at, updated_at, revision) values ('abc', 1,"
                                    + " '', 'READY', 100, '', 1, utc_timestamp(6), utc_timestamp(6), 0)")
                            .formatted(kind));
            database.update(
                    "insert into %s_shares values ('abc', 1, 's', utc_timestamp(6))"
                            .formatted(kind));
        }
    }
}
