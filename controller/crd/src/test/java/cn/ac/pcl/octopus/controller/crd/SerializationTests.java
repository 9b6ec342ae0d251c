package cn.ac.pcl.octopus.controller.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What goes over the wire comes back the same. */
class SerializationTests {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    @Test
    void writesVolcanosNamesAndNothingThatIsAbsent() {
        String json = JSON.asJson(job());
        assertThat(json)
                .contains("\"apiVersion\":\"batch.volcano.sh/v1alpha1\"")
                .contains("\"action\":\"RestartJob\"")
                .contains("\"event\":\"PodEvicted\"")
                .contains("\"plugins\":{\"env\":[],\"svc\":[]}")
                .doesNotContain("null")
                .doesNotContain("privilegeJob")
                .doesNotContain("\"status\"");
    }

    @Test
    void readsWhatItWrote() {
        Job job = job();
        Instant at = Instant.parse("2026-11-24T10:00:00.123Z");
        job.setStatus(
                new JobStatus(
                        new JobState(JobPhase.RUNNING, null, "2 of 2 run", at),
                        2,
                        0,
                        2,
                        0,
                        0,
                        0,
                        0,
                        1,
                        0,
                        Map.of("plugin-env", "env"),
                        at,
                        at,
                        null,
                        null,
                        null,
                        List.of()));
        Job back = JSON.unmarshal(JSON.asJson(job), Job.class);
        assertThat(back.getSpec()).isEqualTo(job.getSpec());
        assertThat(back.getStatus()).isEqualTo(job.getStatus());
        assertThat(JSON.asJson(job)).contains("\"createdAt\":\"2026-11-24T10:00:00.123Z\"");
    }

    @Test
    void readsAJobThatVolcanosUsersWrite() {
        Job job =
                JSON.unmarshal(
                        """
                        apiVersion: batch.volcano.sh/v1alpha1
                        kind: Job
                        metadata: {name: old}
                        spec:
                          minAvailable: 1
                          networkTopology: {mode: hard}
                          policies: [{event: NotYetInvented, action: NotYetEither}]
                          tasks: [{name: one, template: {spec: {containers: [{name: c, image: i}]}}}]
                        status:
                          state: {phase: Restarting}
                        """,
                        Job.class);
        assertThat(job.getSpec().tasks().getFirst().replicas()).isEqualTo(1);
        assertThat(job.getSpec().replicas()).isEqualTo(1);
        assertThat(job.getSpec().policies().getFirst().event()).isEqualTo(JobEvent.UNKNOWN);
        assertThat(job.getSpec().policies().getFirst().action()).isNull();
        assertThat(JobStatus.of(job).state().phase()).isEqualTo(JobPhase.RESTARTING);
        assertThat(JobStatus.of(job).retryCount()).isZero();
    }

    @Test
    void readsEmptyObjects() {
        assertThat(JSON.unmarshal("{\"kind\":\"Job\"}", Job.class).getSpec().tasks()).isEmpty();
        assertThat(QueueStatus.of(JSON.unmarshal("{\"kind\":\"Queue\"}", Queue.class)).state())
                .isEqualTo(QueueState.OPEN);
        assertThat(
                        PodGroupStatus.of(JSON.unmarshal("{\"kind\":\"PodGroup\"}", PodGroup.class))
                                .phase())
                .isEqualTo(PodGroupPhase.PENDING);
        assertThat(JSON.unmarshal("{\"kind\":\"Command\"}", Command.class).getAction()).isNull();
    }

    @Test
    void writesACommandsFieldsAtTheTop() {
        Command command = new Command();
        command.setMetadata(new ObjectMetaBuilder().withName("c").build());
        command.setAction(Action.ABORT_JOB);
        command.setReason("asked");
        assertThat(JSON.asJson(command))
                .contains("\"action\":\"AbortJob\"", "\"reason\":\"asked\"")
                .doesNotContain("spec");
        assertThat(JSON.unmarshal(JSON.asJson(command), Command.class).getAction())
                .isEqualTo(Action.ABORT_JOB);
    }

    private static Job job() {
        Job job = new Job();
        job.setMetadata(new ObjectMetaBuilder().withName("train").withNamespace("u1").build());
        job.setSpec(
                JobSpec.builder()
                        .schedulerName("volcano")
                        .minAvailable(2)
                        .queue("common-pool")
                        .plugins(Map.of("env", List.of()))
                        .plugins(new TreeMap<>(Map.of("svc", List.of(), "env", List.of())))
                        .policies(
                                List.of(
                                        LifecyclePolicy.on(
                                                JobEvent.POD_EVICTED, Action.RESTART_JOB)))
                        .ttlSecondsAfterFinished(600)
                        .tasks(
                                List.of(
                                        new TaskSpec(
                                                        "task0",
                                                        2,
                                                        new PodTemplateSpecBuilder()
                                                                .withNewSpec()
                                                                .addNewContainer()
                                                                .withName("task0")
                                                                .withNewResources()
                                                                .addToRequests(
                                                                        "cpu", new Quantity("2"))
                                                                .endResources()
                                                                .endContainer()
                                                                .endSpec()
                                                                .build())
                                                .withCompletionPolicy(new CompletionPolicy(1, 1))))
                        .build());
        return job;
    }
}
