package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class OctopusTests {

    @Test
    void saysThatThePlatformIsGoneWhereTheClientSaysNothing() {
        assertThat(Octopus.sentence(new ConnectException())).contains("./octopus status");
    }

    @Test
    void namesAFailureThatHasNoMessage() {
        assertThat(Octopus.sentence(new ClosedChannelException()))
                .isEqualTo("java.nio.channels.ClosedChannelException");
    }

    @Test
    void givesTheSentenceOfOneThatHas() {
        assertThat(Octopus.sentence(new IOException("the model did not arrive")))
                .isEqualTo("the model did not arrive");
        assertThat(Octopus.sentence(new Unable(Unable.Exit.FAILED, "no"))).isEqualTo("no");
        assertThat(Octopus.sentence(new IllegalStateException("x")))
                .isEqualTo("java.lang.IllegalStateException: x");
    }
}
