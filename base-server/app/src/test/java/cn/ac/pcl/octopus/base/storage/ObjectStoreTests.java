package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What is signed without asking the store. */
class ObjectStoreTests {
    private final ObjectStore store =
            new ObjectStore(
                    new StorageProperties(
                            URI.create("http://127.0.0.1:1"),
                            "us-east-1",
                            "key",
                            new Secret("a secret"),
                            "octopus",
                            Path.of("data"),
                            Path.of("logs"),
                            null,
                            "/oss",
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(10),
                            Duration.ofHours(1),
                            Duration.ofHours(1),
                            UnpackingTests.limits(
                                    DataSize.ofMegabytes(50), DataSize.ofMegabytes(50), 1000)));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void signsForTheAddressThatTheBrowserSees() {
        assertThat(store.presignPut("a/b", PublicAddress.of("http://lab.example:8000")))
                .hasScheme("http")
                .hasAuthority("lab.example:8000")
                .hasPath("/oss/octopus/a/b");
    }

    /** The host is the client's to choose; some the signing client does not take. */
    @ParameterizedTest
    @ValueSource(strings = {"http://a.amazonaws.com", "http://x.s3.amazonaws.com.cn"})
    void refusesAHostThatCannotBeSignedFor(String host) {
        var address = PublicAddress.of(host);
        assertThatThrownBy(() -> store.presignPut("k", address))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_DOMAIN));
        assertThatThrownBy(() -> store.presignGet("k", "k.zip", address))
                .isInstanceOf(Refusal.class);
    }
}
