package cn.ac.pcl.octopus.taskset;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.JobState;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.identity.Secret;
import cn.ac.pcl.octopus.local.stores.ScratchDatabase;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import cn.ac.pcl.octopus.taskset.hook.HookLanes;
import cn.ac.pcl.octopus.taskset.job.Jobs;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.threeten.extra.MutableClock;
import tools.jackson.databind.json.JsonMapper;

/** Jobs over a schema of their own, with a clock that the test moves. */
public final class Fixture implements AutoCloseable {
    private final ScratchDatabase database = ScratchDatabase.create();
    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();
    public final MutableClock clock =
            MutableClock.of(Instant.parse("2026-11-25T00:00:00Z"), ZoneOffset.UTC);
    public final Jobs jobs;
    public final HookLanes lanes;
    public final JdbcClient jdbc;

    public Fixture() {
        var source =
                new DriverManagerDataSource(
                        database.jdbcUrl(), database.username(), database.password());
        Flyway.configure().dataSource(source).load().migrate();
        context.registerBean(DataSource.class, () -> source);
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(TasksetProperties.class, Fixture::properties);
        context.register(Beans.class, HookLanes.class);
        context.scan("cn.ac.pcl.octopus.taskset.job");
        context.refresh();
        jobs = context.getBean(Jobs.class);
        lanes = context.getBean(HookLanes.class);
        jdbc = context.getBean(JdbcClient.class);
    }

    /** Another part of the service. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }

    public static TasksetProperties properties() {
        return new TasksetProperties(
                new TasksetProperties.Taskset(
                        new Secret("a-token-of-many-letters"),
                        "default",
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofDays(7),
                        List.of(new TasksetProperties.Subscriber("training", "train_job", "/t"))),
                new TasksetProperties.Hooks(new Secret("a-secret-of-thirty-two-bytes-or-more")),
                new TasksetProperties.BaseServer(URI.create("http://127.0.0.1:1")));
    }

    /** A job of one replica, as it is submitted. */
    public static JobFacts facts(String id) {
        return new JobFacts(id, "train_job", id, "u1", "u1", "default", job(id));
    }

    public void submit(String id) {
        jobs.submit(facts(id), Map.of());
    }

    public static Job job(String id) {
        Job job = new Job();
        job.getMetadata().setName(id);
        job.setSpec(
                JobSpec.builder()
                        .queue("common-pool")
                        .tasks(
                                List.of(
                                        new TaskSpec(
                                                "task0",
                                                1,
                                                new PodTemplateSpecBuilder()
                                                        .withNewSpec()
                                                        .addNewContainer()
                                                        .withName("task0")
                                                        .withImage("octopus.local/shell:1")
                                                        .endContainer()
                                                        .endSpec()
                                                        .build())))
                        .build());
        return job;
    }

    public static JobStatus status(JobPhase phase, @Nullable Instant finish) {
        return new JobStatus(
                new JobState(phase, null, null, finish),
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                null,
                null,
                finish,
                null,
                null,
                List.of());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Beans {
        @Bean
        PlatformTransactionManager transactions(DataSource source) {
            return new JdbcTransactionManager(source);
        }

        @Bean
        JdbcClient jdbc(DataSource source) {
            return JdbcClient.create(source);
        }

        @Bean
        JsonMapper json() {
            return JsonMapper.builder().build();
        }
    }
}
