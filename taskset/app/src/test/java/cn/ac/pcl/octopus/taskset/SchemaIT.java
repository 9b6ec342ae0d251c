package cn.ac.pcl.octopus.taskset;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.stores.ScratchDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The tables, whatever the server takes by default and whichever version made them. */
class SchemaIT {
    @AutoClose private final ScratchDatabase database = ScratchDatabase.create();

    private final DriverManagerDataSource source =
            new DriverManagerDataSource(
                    database.jdbcUrl(), database.username(), database.password());
    private final JdbcClient jdbc = JdbcClient.create(source);

    @Test
    void holdsEveryLanguageOnAServerOfAnother() {
        jdbc.sql("alter database `%s` character set latin1".formatted(database.schema())).update();
        Flyway.configure().dataSource(source).target("2026112503.01").load().migrate();
        jdbc.sql(
                        """
                        insert into job values ('j', 'u', 'train_job', 'n', 'u', 'c', '{}', '{}',
                            'running', false, 1, '{}', null, now(6), now(6), null)
                        """)
                .update();
        jdbc.sql("insert into job_history values ('j', 1, 'running', '{}', now(6))").update();
        jdbc.sql("insert into hook_lane values ('training', 'j', 1, 0, 0, now(6), '')").update();

        Flyway.configure().dataSource(source).load().migrate();

        assertThat(
                        jdbc.sql(
                                        """
                                        select distinct collation_name
                                        from information_schema.columns
                                        where table_schema = :schema and collation_name is not null
                                            and table_name in ('job', 'job_history', 'hook_lane')
                                        """)
                                .param("schema", database.schema())
                                .query(String.class)
                                .list())
                .containsExactly("utf8mb4_bin");
        assertThat(jdbc.sql("update job set submitted = '训练 🐙'").update()).isOne();
        assertThat(jdbc.sql("select submitted from job").query(String.class).single())
                .isEqualTo("训练 🐙");
        assertThat(jdbc.sql("select count(*) from hook_lane").query(Long.class).single()).isOne();
    }
}
