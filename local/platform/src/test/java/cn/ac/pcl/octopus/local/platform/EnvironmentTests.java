package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.platform.Ports.Part;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTests {

    @TempDir Path directory;

    private Secrets secrets;
    private Environment environment;

    @BeforeEach
    void prepare() throws Exception {
        secrets = Secrets.loadOrGenerate(directory.resolve("secrets.properties"));
        environment =
                new Environment(
                        new Home(directory),
                        Ports.of(8000, Map.of()),
                        secrets,
                        directory.resolve("kubeconfig"),
                        "0.0.0.0",
                        schema -> "jdbc:mysql://127.0.0.1:8009/" + schema);
    }

    @Test
    void onlyTheGatewayMayBeReachedFromOutside() {
        for (Service service : Service.ALL) {
            assertThat(environment.of(service))
                    .as(service.name())
                    .containsEntry(
                            "SERVER_ADDRESS",
                            service.part() == Part.GATEWAY ? "0.0.0.0" : "127.0.0.1");
        }
    }

    @Test
    void healthAndMetricsOfTheGatewayStayOnThisMachine() {
        assertThat(environment.of(Service.ALL.getFirst()))
                .containsEntry("PORT", "8000")
                .containsEntry("MANAGEMENT_SERVER_PORT", "8011")
                .containsEntry("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
    }

    @Test
    void eachServiceKnowsOnlyTheSecretsItNeeds() {
        for (Service service : Service.ALL) {
            Map<String, String> variables = environment.of(service);
            boolean base = service.part() == Part.BASE_SERVER;
            boolean taskset = service.part() == Part.TASKSET;
            boolean edge = variables.containsKey("OCTOPUS_IDENTITY_CALLERPRIVATEKEY");
            assertThat(variables.containsValue(secrets.databasePassword()))
                    .as(service.name())
                    .isEqualTo(base);
            assertThat(variables.containsValue(secrets.storeSecretKey()))
                    .as(service.name())
                    .isEqualTo(base);
            assertThat(variables.containsValue(secrets.administratorPassword()))
                    .as(service.name())
                    .isEqualTo(base);
            assertThat(variables.containsValue(secrets.hooksSecret()))
                    .as(service.name())
                    .isEqualTo(base || taskset);
            assertThat(variables.containsValue(secrets.tokenSecret()))
                    .as(service.name())
                    .isEqualTo(edge);
            assertThat(variables).as(service.name()).doesNotContainValue(secrets.demoPassword());
        }
    }
}
