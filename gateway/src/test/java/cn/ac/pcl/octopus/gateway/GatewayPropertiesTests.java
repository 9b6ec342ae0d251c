package cn.ac.pcl.octopus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.identity.MissingPropertyException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class GatewayPropertiesTests {

    @Test
    void hasNoAddressAndTrustsNobodyByDefault() {
        var bound =
                new Binder(new MapConfigurationPropertySource())
                        .bindOrCreate("octopus.gateway", GatewayProperties.class);
        assertThat(bound)
                .isEqualTo(new GatewayProperties(null, null, null, null, null, null, null, false));
        assertThatThrownBy(bound::requireObjectStore)
                .isInstanceOf(MissingPropertyException.class)
                .hasMessageContaining("octopus.gateway.object-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "host:80", "/path", "http:/path"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> GatewayProperties.require("a.name", URI.create(text)))
                .isInstanceOf(MissingPropertyException.class)
                .hasMessageContaining("a.name");
    }
}
