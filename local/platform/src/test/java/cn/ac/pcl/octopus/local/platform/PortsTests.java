package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.platform.Ports.Part;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTests {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void followTheBaseUnlessOneIsNamed() throws Exception {
        Ports ports = Ports.of(8000, Map.of("mariadb", 3306));

        assertThat(ports.of(Part.GATEWAY)).isEqualTo(8000);
        assertThat(ports.of(Part.BASE_SERVER)).isEqualTo(8001);
        assertThat(ports.of(Part.CONTROLLER)).isEqualTo(8006);
        assertThat(ports.of(Part.REDIS)).isEqualTo(8010);
        assertThat(ports.of(Part.MARIADB)).isEqualTo(3306);
    }

    @Test
    void takeFreeOnesForZero() throws Exception {
        Ports ports = Ports.of(0, Map.of());

        assertThat(new HashSet<>(ports.numbers().values())).hasSize(Part.values().length);
        ports.requireFree(LOOPBACK, EnumSet.allOf(Part.class));
    }

    @Test
    void nameThePartWhosePortIsTaken() throws Exception {
        try (var other = new ServerSocket(0, 1, LOOPBACK)) {
            Ports ports = Ports.of(0, Map.of("taskset", other.getLocalPort()));

            assertThatThrownBy(() -> ports.requireFree(LOOPBACK, EnumSet.allOf(Part.class)))
                    .isInstanceOf(Unable.class)
                    .hasMessageContaining(Integer.toString(other.getLocalPort()))
                    .hasMessageContaining("taskset");
        }
    }

    @Test
    void refuseAPortThatIsGivenTwiceAndAPartThatDoesNotExist() throws Exception {
        Ports twice = Ports.of(0, Map.of("redis", 1, "mariadb", 1));

        assertThatThrownBy(() -> twice.requireFree(LOOPBACK, EnumSet.of(Part.MARIADB, Part.REDIS)))
                .isInstanceOf(Unable.class);
        assertThatThrownBy(() -> Ports.of(8000, Map.of("database", 1)))
                .isInstanceOf(Unable.class)
                .hasMessageContaining("database");
    }
}
