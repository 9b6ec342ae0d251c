package cn.ac.pcl.octopus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway behind a proxy believes. */
class TrustedProxyTests extends GatewayFixture {

    TrustedProxyTests() {
        super("--octopus.gateway.trust-forwarded-headers=true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"10.1.2.3|10.1.2.3", "6.6.6.6, 7.7.7.7, 10.1.2.3|10.1.2.3", "' '|127.0.0.1"})
    void takesTheClientFromTheProxyAlone(String told, String client) throws Exception {
        this.client.send("GET", "/openaiserver/v1/x", "X-Forwarded-For: " + told);
        assertThat(openai.take().header("x-forwarded-for")).isEqualTo(client);
    }

    @Test
    void readsTheLastOfSeveralLines() throws Exception {
        client.send(
                "GET",
                "/openaiserver/v1/x",
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-For: 10.1.2.3",
                "X-Forwarded-Host: octopus.example",
                "X-Forwarded-Proto: https");
        var seen = openai.take();
        assertThat(seen.header("x-forwarded-for")).isEqualTo("10.1.2.3");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("octopus.example");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("https");
    }
}
