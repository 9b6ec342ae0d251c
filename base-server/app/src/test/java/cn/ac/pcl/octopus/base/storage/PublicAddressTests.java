package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTests {
    @ParameterizedTest
    @CsvSource({
        "http://a, http://a",
        "HTTPS://a.b:8443/path?x=1, https://a.b:8443",
        "http://127.0.0.1:8000/, http://127.0.0.1:8000",
    })
    void keepsSchemeHostAndPort(String text, String address) {
        assertThat(PublicAddress.of(text).uri()).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ftp://a",
                "http://",
                "http://u:p@a",
                "http:///x",
                "ht tp://a",
                "http://a:0",
                "http://a:65536"
            })
    void refusesWhatCannotBeSignedFor(String text) {
        assertThatThrownBy(() -> PublicAddress.of(text)).isInstanceOf(Refusal.class);
    }
}
