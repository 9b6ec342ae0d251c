package cn.ac.pcl.octopus.controller.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.cluster.LeaseProperties;
import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.CustomResourceDefinitions;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * The whole service but its HTTP port, against the API server of the local platform; the test plays
 * scheduler and kubelet.
 */
class ControllerShellIT {

    private static final ClusterClientProperties WRITER =
            new ClusterClientProperties("test", Duration.ofSeconds(1), Duration.ofSeconds(2), 0);

    private static final ControllerProperties PROPERTIES =
            new ControllerProperties(
                    "volcano",
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(30),
                    Duration.ofMillis(300),
                    4,
                    Duration.ofMinutes(5),
                    1000,
                    1000,
                    new LeaseProperties(
                            "default",
                            "test",
                            Duration.ofSeconds(4),
                            Duration.ofSeconds(2),
                            Duration.ofMillis(300)));

    private static final String JOB =
            """
            apiVersion: batch.volcano.sh/v1alpha1
            kind: Job
            metadata: {name: NAME, namespace: u1}
            spec:
              queue: pool
              minAvailable: 2
              maxRetry: 1
              ttlSecondsAfterFinished: TTL
              plugins: {env: [], svc: []}
              policies: [{event: PodEvicted, action: RestartJob}]
              tasks:
                - name: task0
                  replicas: 2
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: task0, image: 'octopus.local/python:3'}]
            """;

    private static final String QUEUE =
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata: {name: pool}
            spec: {nodeSelector: {pool: a}}
            """;

    @TempDir Path directory;

    private ApiServer server;
    private KubernetesClient client;
    private ControllerShell shell;

    @BeforeEach
    void start() {
        server = ApiServer.start(ApiServerOptions.in(directory));
        client = client();
        CustomResourceDefinitions.yaml().forEach(it -> client.resource(it).create());
        client.resource(namespace("u1")).create();
        client.resource(Serialization.unmarshal(QUEUE, Queue.class)).create();
        shell = shell(Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        shell.stop();
        client.close();
        server.close();
    }

    @Test
    void takesAJobFromItsCreationToItsEnd() {
        submit("train", 600);
        PodGroup group = await(group("train"), found -> true);
        assertThat(group.getSpec().minMember()).isEqualTo(2);
        assertThat(pods()).isEmpty();
        queue(status -> status.pending() == 1);

        admit("train");
        run("train-task0-0");
        run("train-task0-1");
        Job running = job("train", JobPhase.RUNNING);
        assertThat(JobStatus.of(running).startAt()).isNotNull();
        assertThat(client.services().inNamespace("u1").withName("train").get()).isNotNull();
        assertThat(client.configMaps().inNamespace("u1").withName("train-svc").get().getData())
                .containsEntry("VC_TASK0_NUM", "2");

        end("train-task0-0", 0);
        end("train-task0-1", 0);
        JobStatus ended = JobStatus.of(job("train", JobPhase.COMPLETED));
        assertThat(ended.succeeded()).isEqualTo(2);
        assertThat(ended.finishAt()).isNotNull();
        queue(status -> status.pending() + status.inqueue() + status.running() == 0);
        assertThat(pods()).hasSize(2);
    }

    @Test
    void deletesAJobAndAllItOwnsAfterItsTime() {
        submit("short", 0);
        await(group("short"), found -> true);
        admit("short");
        end("short-task0-0", 0);
        end("short-task0-1", 0);
        gone(client.resources(Job.class).inNamespace("u1").withName("short"));
        gone(client.pods().inNamespace("u1").withName("short-task0-0"));
    }

    @Test
    void failsAJobWhoseImageCannotBePulled() {
        submit("lost", 600);
        await(group("lost"), found -> true);
        admit("lost");
        for (int i = 0; i < 2; i++) {
            await(pod("lost-task0-" + i), found -> true);
        }
        tell(
                pod("lost-task0-0"),
                found ->
                        new PodBuilder(found)
                                .editOrNewStatus()
                                .withPhase("Pending")
                                .addNewContainerStatus()
                                .withName("task0")
                                .withImage("nowhere/none:1")
                                .withNewState()
                                .withNewWaiting("no such image", "ErrImagePull")
                                .endState()
                                .endContainerStatus()
                                .endStatus()
                                .build());
        JobStatus failed = JobStatus.of(job("lost", JobPhase.FAILED));
        assertThat(failed.state().reason()).isEqualTo("ErrImagePull");
        assertThat(failed.state().message()).contains("nowhere/none:1", "no such image");
    }

    @Test
    void failsAJobThatNoNodeCouldEverHold() {
        submit("huge", 600);
        await(group("huge"), found -> true);
        String reason = "One pod asks for 4096 CPU cores.";
        tell(
                group("huge"),
                found -> {
                    found.setStatus(
                            new PodGroupStatus(
                                    PodGroupPhase.PENDING,
                                    Stream.of("Unschedulable", "Unsatisfiable")
                                            .map(type ->
                                                    new PodGroupCondition(
                                                            type,
                                                            "True",
                                                            null,
                                                            Clock.systemUTC().instant(),
                                                            "never-fits",
                                                            reason))
                                            .toList(),
                                    0,
                                    0,
                                    0));
                    return found;
                });
        JobStatus failed = JobStatus.of(job("huge", JobPhase.FAILED));
        assertThat(failed.state().reason()).isEqualTo("never-fits");
        assertThat(failed.state().message()).isEqualTo(reason);
        gone(group("huge"));
    }

    @Test
    void failsAJobOfWhichTheApiServerTakesNoPod() {
        String labelled =
                JOB.replace("template:", "template:\n        metadata: {labels: {a: 'not good'}}");
        client.resource(
                        Serialization.unmarshal(
                                labelled.replace("NAME", "refused").replace("TTL", "600"),
                                Job.class))
                .create();
        await(group("refused"), found -> true);
        admit("refused");

        JobStatus failed = JobStatus.of(job("refused", JobPhase.FAILED));
        assertThat(failed.state().reason()).isEqualTo("CreateFailed");
        // Pods are made at the same time: the job tells of whichever was refused first.
        assertThat(failed.state().message())
                .matches("Pod refused-task0-[01] was refused: .*not good.*");
    }

    @Test
    void restartsAJobWhosePodIsDeletedByOthers() {
        submit("moved", 600);
        await(group("moved"), found -> true);
        admit("moved");
        run("moved-task0-0");
        run("moved-task0-1");
        job("moved", JobPhase.RUNNING);
        pod("moved-task0-1").withGracePeriod(0).delete();
        Job restarted =
                await(
                        client.resources(Job.class).inNamespace("u1").withName("moved"),
                        found ->
                                JobStatus.of(found).retryCount() == 1
                                        && JobStatus.of(found).state().phase() == JobPhase.PENDING);
        assertThat(JobStatus.of(restarted).version()).isEqualTo(1);
        await(group("moved"), found -> found.getStatus() == null);
        admit("moved");
        await(
                pod("moved-task0-1"),
                found ->
                        "1"
                                .equals(
                                        found.getMetadata()
                                                .getAnnotations()
                                                .get("volcano.sh/job-version")));
    }

    @Test
    void goesOnWhereADeadReplicaLeftOff() {
        submit("survivor", 600);
        await(group("survivor"), found -> true);
        shell.stop();
        admit("survivor");
        shell = shell(Clock.systemUTC());
        run("survivor-task0-0");
        run("survivor-task0-1");
        job("survivor", JobPhase.RUNNING);
    }

    @Test
    void recoversWhenTheApiServerComesBackAndSaysSo() {
        healthy(Status.UP);
        int port = server.address().getPort();
        server.close();
        healthy(Status.OUT_OF_SERVICE);
        server = ApiServer.start(ApiServerOptions.in(directory).withPort(port));
        healthy(Status.UP);
        submit("after", 600);
        await(group("after"), found -> true);
    }

    @Test
    void obeysCommandsToJobsAndQueues() {
        submit("told", 600);
        await(group("told"), found -> true);
        order(
                client.resources(Job.class).inNamespace("u1").withName("told").get(),
                Action.ABORT_JOB);
        job("told", JobPhase.ABORTED);
        order(client.resources(Queue.class).withName("pool").get(), Action.CLOSE_QUEUE);
        queue(status -> status.state() == QueueState.CLOSED);
        await(() -> client.resources(Command.class).inNamespace("u1").list().getItems().isEmpty());
    }

    @Test
    void deletesOrdersToWhatIsGone() {
        shell.stop();
        shell = shell(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));
        submit("anew", 600);
        await(group("anew"), found -> true);
        Job earlier = client.resources(Job.class).inNamespace("u1").withName("anew").get();
        earlier.getMetadata().setUid("of-an-earlier-job");
        order(earlier, Action.ABORT_JOB);
        earlier.getMetadata().setName("gone");
        order(earlier, Action.ABORT_JOB);

        await(() -> client.resources(Command.class).inNamespace("u1").list().getItems().isEmpty());
        assertThat(client.resources(Job.class).inNamespace("u1").withName("anew").get())
                .extracting(job -> JobStatus.of(job).state().phase())
                .isEqualTo(JobPhase.PENDING);
    }

    @Test
    void givesABarePodAGangOfOne() {
        client.resource(
                        new PodBuilder()
                                .withNewMetadata()
                                .withNamespace("u1")
                                .withName("bare")
                                .addToAnnotations("scheduling.volcano.sh/queue-name", "pool")
                                .endMetadata()
                                .withNewSpec()
                                .withSchedulerName("volcano")
                                .addNewContainer()
                                .withName("c")
                                .withImage("octopus.local/shell:1")
                                .endContainer()
                                .endSpec()
                                .build())
                .create();
        Pod pod =
                await(
                        pod("bare"),
                        found ->
                                found.getMetadata()
                                        .getAnnotations()
                                        .containsKey("scheduling.k8s.io/group-name"));
        PodGroup group = await(group("podgroup-" + pod.getMetadata().getUid()), found -> true);
        assertThat(group.getSpec().queue()).isEqualTo("pool");
        assertThat(group.getSpec().minMember()).isEqualTo(1);
    }

    // --- the others' parts

    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
    }

    private ControllerShell shell(Clock clock) {
        ControllerShell fresh =
                new ControllerShell(client(), WRITER, PROPERTIES, new SimpleMeterRegistry(), clock);
        fresh.start();
        return fresh;
    }

    private static HasMetadata namespace(String name) {
        return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    }

    private void submit(String name, int timeToLive) {
        client.resource(
                        Serialization.unmarshal(
                                JOB.replace("NAME", name)
                                        .replace("TTL", Integer.toString(timeToLive)),
                                Job.class))
                .create();
    }

    private void admit(String name) {
        tell(
                group(name),
                found -> {
                    found.setStatus(new PodGroupStatus(PodGroupPhase.INQUEUE, List.of(), 0, 0, 0));
                    return found;
                });
    }

    private void run(String name) {
        String now = Clock.systemUTC().instant().toString();
        await(pod(name), found -> true);
        tell(
                pod(name),
                found ->
                        new PodBuilder(found)
                                .editOrNewStatus()
                                .withPhase("Running")
                                .addNewContainerStatus()
                                .withName("task0")
                                .withNewState()
                                .withNewRunning(now)
                                .endState()
                                .endContainerStatus()
                                .endStatus()
                                .build());
    }

    private void end(String name, int exitCode) {
        String now = Clock.systemUTC().instant().toString();
        await(pod(name), found -> true);
        tell(
                pod(name),
                found ->
                        new PodBuilder(found)
                                .editOrNewStatus()
                                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                                .withContainerStatuses()
                                .addNewContainerStatus()
                                .withName("task0")
                                .withNewState()
                                .withNewTerminated()
                                .withExitCode(exitCode)
                                .withStartedAt(now)
                                .withFinishedAt(now)
                                .endTerminated()
                                .endState()
                                .endContainerStatus()
                                .endStatus()
                                .build());
    }

    /** Writes the status that the change gives the object. */
    private static <T extends HasMetadata> void tell(
            Resource<T> resource, UnaryOperator<T> change) {
        T object = change.apply(resource.get());
        object.getMetadata().setResourceVersion(null); // whoever else writes it meanwhile
        resource.subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), object);
    }

    private void order(HasMetadata target, Action action) {
        Command command = new Command();
        command.setMetadata(
                new ObjectMetaBuilder()
                        .withNamespace("u1")
                        .withName("order-" + target.getMetadata().getName())
                        .build());
        command.setAction(action);
        command.setTarget(
                new OwnerReferenceBuilder()
                        .withApiVersion(target.getApiVersion())
                        .withKind(target.getKind())
                        .withName(target.getMetadata().getName())
                        .withUid(target.getMetadata().getUid())
                        .build());
        client.resource(command).create();
    }

    private List<Pod> pods() {
        return client.pods().inNamespace("u1").list().getItems();
    }

    private Resource<Pod> pod(String name) {
        return client.pods().inNamespace("u1").withName(name);
    }

    private Resource<PodGroup> group(String name) {
        return client.resources(PodGroup.class).inNamespace("u1").withName(name);
    }

    private Job job(String name, JobPhase phase) {
        return await(
                client.resources(Job.class).inNamespace("u1").withName(name),
                found -> JobStatus.of(found).state().phase() == phase);
    }

    private void queue(Predicate<QueueStatus> expected) {
        await(
                client.resources(Queue.class).withName("pool"),
                found -> found.getStatus() != null && expected.test(QueueStatus.of(found)));
    }

    private static <T extends HasMetadata> T await(Resource<T> resource, Predicate<T> expected) {
        return resource.waitUntilCondition(
                found -> found != null && expected.test(found), 20, TimeUnit.SECONDS);
    }

    private static void gone(Resource<?> resource) {
        resource.waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
    }

    private void healthy(Status expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    Health health = shell.health();
                    assertThat(health.getStatus())
                            .as("%s", health.getDetails())
                            .isEqualTo(expected);
                });
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
    }
}
