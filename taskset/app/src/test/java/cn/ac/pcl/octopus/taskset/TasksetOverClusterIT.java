package cn.ac.pcl.octopus.taskset;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.CustomResourceDefinitions;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.identity.HookSignature;
import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import cn.ac.pcl.octopus.local.stores.ScratchDatabase;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobState;
import cn.ac.pcl.octopus.taskset.api.LifeHook;
import cn.ac.pcl.octopus.taskset.job.Jobs;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The real service between a real API server, a real database and a subscriber. */
class TasksetOverClusterIT {
    private static final String SECRET = "a-secret-of-thirty-two-bytes-or-more";
    private static final List<String> HOOKS = new CopyOnWriteArrayList<>();

    @TempDir private static Path folder;
    private static ApiServer cluster;
    private static HttpServer subscriber;
    private static ScratchDatabase database;
    private static ConfigurableApplicationContext service;
    private static KubernetesClient client;
    private static Jobs jobs;

    @BeforeAll
    static void start() throws Exception {
        cluster = ApiServer.start(ApiServerOptions.in(folder.resolve("cluster")));
        client = client(cluster);
        for (String yaml : CustomResourceDefinitions.yaml()) {
            client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).create();
        }
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("u1")
                                .endMetadata()
                                .build())
                .create();
        database = ScratchDatabase.create();
        subscriber = subscriber();
        System.setProperty(
                Config.KUBERNETES_KUBECONFIG_FILE, folder.resolve("cluster/kubeconfig").toString());
        service =
                SpringApplication.run(
                        TasksetApplication.class,
                        "--server.port=0",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        "--octopus.taskset.token=a-token-of-many-letters",
                        "--octopus.taskset.resync=500ms",
                        "--octopus.hooks.secret=" + SECRET,
                        "--octopus.base-server.url=http://127.0.0.1:"
                                + subscriber.getAddress().getPort(),
                        "--logging.structured.format.console=");
        jobs = service.getBean(Jobs.class);
        until(service.getBean(SchemaMigration.class)::isReady);
    }

    @AfterAll
    static void stop() {
        System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
        service.close();
        subscriber.stop(0);
        client.close();
        cluster.close();
        database.close();
    }

    @Test
    void bringsAJobToItsEndAndTellsOfIt() throws Exception {
        submit("end");
        until(() -> find("end") != null);
        Job job = find("end");
        assertThat(job.getMetadata().getAnnotations())
                .containsEntry("octopus.pcl.ac.cn/job-id", "end");

        status("end", JobPhase.RUNNING);
        until(() -> state("end") == JobState.RUNNING);
        status("end", JobPhase.COMPLETED);
        until(() -> jobs.detail("end").isSettled());
        assertThat(state("end")).isEqualTo(JobState.SUCCEEDED);

        until(() -> HOOKS.contains("end succeeded"));
        assertThat(HOOKS.stream().filter(hook -> hook.startsWith("end ")).distinct())
                .containsExactly("end preparing", "end pending", "end running", "end succeeded");
    }

    @Test
    void ordersAStoppedJobToTerminate() throws Exception {
        submit("stop");
        until(() -> state("stop") == JobState.PENDING);
        jobs.stop("stop", "user stop job");
        assertThat(state("stop")).isEqualTo(JobState.STOPPED);

        until(() -> command("stop-stop") != null);
        Command command = command("stop-stop");
        assertThat(command.getAction()).isEqualTo(Action.TERMINATE_JOB);
        assertThat(command.getTarget())
                .satisfies(target -> assertThat(target.getName()).isEqualTo("stop"));

        status("stop", JobPhase.TERMINATED);
        until(() -> jobs.detail("stop").isSettled());
    }

    @Test
    void noticesThatSomebodyDeletedAJob() throws Exception {
        submit("deleted");
        until(() -> state("deleted") == JobState.PENDING);
        client.resource(find("deleted")).delete();
        until(() -> state("deleted") == JobState.STOPPED);
        assertThat(jobs.detail("deleted").job().reason()).contains("deleted from the cluster");
    }

    @Test
    void saysWhichNamespaceIsMissing() throws Exception {
        var facts = Fixture.facts("homeless");
        jobs.submit(
                new cn.ac.pcl.octopus.taskset.core.JobFacts(
                        "homeless", "train_job", "x", "u9", "u9", "default", facts.submitted()),
                Map.of());
        until(() -> !jobs.detail("homeless").job().reason().isEmpty());
        assertThat(state("homeless")).isEqualTo(JobState.PREPARING);
        assertThat(jobs.detail("homeless").job().reason()).contains("u9");
    }

    @Test
    void goesOnWhenTheApiServerComesBack() throws Exception {
        submit("outage");
        until(() -> state("outage") == JobState.PENDING);
        int port = cluster.address().getPort();
        cluster.close();
        submit("meanwhile");
        cluster = ApiServer.start(ApiServerOptions.in(folder.resolve("cluster")).withPort(port));
        status("outage", JobPhase.RUNNING);
        until(() -> state("outage") == JobState.RUNNING);
        until(() -> state("meanwhile") == JobState.PENDING);
    }

    private static void submit(String id) {
        jobs.submit(Fixture.facts(id), Map.of());
    }

    private static JobState state(String id) {
        return jobs.detail(id).job().state();
    }

    private static Job find(String id) {
        return client.resources(Job.class).inNamespace("u1").withName(id).get();
    }

    private static Command command(String name) {
        return client.resources(Command.class).inNamespace("u1").withName(name).get();
    }

    /** What the controller would write. */
    private static void status(String id, JobPhase phase) {
        Job job = find(id);
        Instant now = Clock.systemUTC().instant();
        Job changed = new Job();
        ObjectMeta metadata = job.getMetadata();
        changed.setMetadata(metadata);
        changed.setSpec(job.getSpec());
        changed.setStatus(Fixture.status(phase, phase.isFinal() ? now : null));
        client.resource(changed).updateStatus();
    }

    private static KubernetesClient client(ApiServer server) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
    }

    private static HttpServer subscriber() throws Exception {
        var signature = new HookSignature(SECRET, Clock.systemUTC());
        var json = JsonMapper.builder().build();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/trainmanage/pipelinecallback",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    signature.verify(
                            exchange.getRequestHeaders().getFirst(HookSignature.HEADER), body);
                    LifeHook hook = json.readValue(body, LifeHook.class);
                    JobDetail detail = hook.detail();
                    assertThat(detail.sequence()).isEqualTo(hook.sequence());
                    HOOKS.add(hook.id() + " " + hook.currentState().text());
                    byte[] answer = "OK".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
