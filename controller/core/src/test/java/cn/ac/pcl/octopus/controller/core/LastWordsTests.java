package cn.ac.pcl.octopus.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.CompletionPolicy;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What programs say at their end (/dev/termination-log) in the status of their job. */
class LastWordsTests {
    /** As many as base-server lets a job have. */
    private static final int MOST_REPLICAS = 1024;

    private static final int MOST_OF_ETCD = 3 << 19;

    @Test
    void areKeptWholeInOneLine() {
        World world = failed(1, "Traceback:\n\tline 3\u0000\n" + "no space left ".repeat(250));
        ReplicaStatus replica = world.status().roleStatus().getFirst().replicaStatus().getFirst();
        assertThat(replica.phaseMessage())
                .startsWith("exit code 1: Traceback: line 3 no space left no space")
                .endsWith("no space left");
        assertThat(Objects.requireNonNull(replica.terminatedInfo()).exitMessage())
                .startsWith("Traceback: line 3 no space");
    }

    @Test
    void neverMakeAStatusThatTheClusterCannotKeep() {
        for (String words : List.of("磁盘已满", "\u0001", "\"\\", "🐙")) {
            World world = failed(MOST_REPLICAS, words.repeat(4096 / words.length()));
            byte[] status = Serialization.asJson(world.status()).getBytes(StandardCharsets.UTF_8);
            assertThat(status.length).as(words).isLessThan(MOST_OF_ETCD);
        }
    }

    @Test
    void areTheNodesWhereItEndedThePod() {
        World world = failed(1, "SIGTERM");
        PodStatus status = world.pod("train-task0-0").getStatus();
        status.setReason("Evicted");
        status.setMessage("The node was low on resource: memory.");
        ReplicaStatus replica =
                Replicas.seen(
                        Replicas.waiting(0, "train-task0-0", world.now),
                        world.pod("train-task0-0"),
                        world.now,
                        100);
        assertThat(replica.podReason()).isEqualTo("Evicted");
        assertThat(replica.phaseMessage()).isEqualTo("The node was low on resource: memory.");
    }

    private static World failed(int replicas, String words) {
        World world =
                World.started(
                        JobSpec.builder()
                                .queue("pool")
                                .tasks(
                                        List.of(
                                                World.task("task0", replicas)
                                                        .withCompletionPolicy(
                                                                new CompletionPolicy(replicas, 1))))
                                .build());
        for (int i = 0; i < replicas; i++) {
            world.end("train-task0-" + i, 1);
            world.pod("train-task0-" + i)
                    .getStatus()
                    .getContainerStatuses()
                    .getFirst()
                    .getState()
                    .getTerminated()
                    .setMessage(words);
        }
        return world.settle();
    }
}
