package cn.ac.pcl.octopus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class LeadershipIT {
    private static final LeaseProperties LEASE =
            new LeaseProperties(
                    "default",
                    "test",
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(200));

    private static final Duration CALL = Duration.ofSeconds(1);

    private final AtomicBoolean firstLeads = new AtomicBoolean();
    private final AtomicBoolean secondLeads = new AtomicBoolean();
    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = ApiServer.start(ApiServerOptions.inMemory());
        client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                        .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void oneLeadsAndWhenItClosesTheOtherDoes() {
        try (var second =
                new Leadership(client, LEASE, CALL, Clock.systemUTC(), secondLeads::set)) {
            String holder;
            try (var first =
                    new Leadership(client, LEASE, CALL, Clock.systemUTC(), firstLeads::set)) {
                first.start();
                await(firstLeads);
                second.start();
                holder = holder();
            }

            await(secondLeads);

            assertThat(firstLeads).isFalse();
            assertThat(holder()).isNotEqualTo(holder);
        }
    }

    @Test
    void whoLosesTheLeaseStopsAndCompetesAgain() {
        try (var only = new Leadership(client, LEASE, CALL, Clock.systemUTC(), firstLeads::set)) {
            only.start();
            await(firstLeads);

            taken("somebody-else");
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilFalse(firstLeads);
            await(firstLeads);

            assertThat(holder()).isNotEqualTo("somebody-else");
        }
    }

    @Test
    void refusesCallsThatMayEndWhenAnotherLeads() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Leadership(
                                client,
                                LEASE,
                                CALL.plusMillis(1),
                                Clock.systemUTC(),
                                firstLeads::set));
    }

    @Test
    void tellsWhenNobodyHoldsTheLease() {
        var clock = MutableClock.epochUTC();
        try (var only = new Leadership(client, LEASE, CALL, clock, firstLeads::set)) {
            only.look();
            clock.add(Duration.ofSeconds(61));
            only.look();
            assertThat(only.isVacant()).isTrue();

            only.start();
            await(firstLeads);
            assertThat(only.isVacant()).isFalse();
            only.look();
            clock.add(Duration.ofSeconds(61));
            assertThat(only.isVacant()).as("it leads").isFalse();
        }
    }

    @Test
    void seesThatAnotherHoldsTheLease() {
        var clock = MutableClock.epochUTC();
        try (var holder = new Leadership(client, LEASE, CALL, clock, firstLeads::set);
                var standBy = new Leadership(client, LEASE, CALL, clock, secondLeads::set)) {
            holder.start();
            await(firstLeads);
            clock.add(Duration.ofSeconds(61));
            assertThat(standBy.isVacant()).isTrue();
            standBy.look();
            assertThat(standBy.isVacant()).isFalse();
        }
    }

    private void taken(String by) {
        client.leases()
                .inNamespace("default")
                .withName("test")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"holderIdentity\":\"%s\"}}".formatted(by));
    }

    private String holder() {
        Lease lease = client.leases().inNamespace("default").withName("test").get();
        return lease.getSpec().getHolderIdentity();
    }

    private static void await(AtomicBoolean condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilTrue(condition);
    }
}
