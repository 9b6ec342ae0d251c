package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.api.NewTraining.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTextTests {
    @Test
    void appendsParametersThatHaveKeyAndValue() {
        assertThat(
                        ShellText.of(
                                "python3 train.py ",
                                List.of(
                                        new Parameter("lr", "0.1"),
                                        new Parameter("", "x"),
                                        new Parameter("y", ""),
                                        new Parameter(null, null),
                                        new Parameter("data", "/dataset/a b.csv"))))
                .isEqualTo("cd /code;python3 train.py --lr=0.1 '--data=/dataset/a b.csv'");
    }

    @Test
    void leavesACommandWithoutParametersAsItIs() {
        assertThat(ShellText.of("a\nb ", List.of())).isEqualTo("cd /code;a\nb ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two words",
                "it's",
                "$(touch /tmp/x)",
                "`id`",
                "a;b&c|d>e<f",
                "\"quoted\" \\ back",
                "''",
                "学习率=0.1",
                "line\nbreak",
                "*?[a]~"
            })
    void givesAShellTheVeryWord(String value) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", "printf '%s\\0' " + ShellText.quoted("--k=" + value))
                        .redirectErrorStream(true)
                        .start();
        byte[] out = shell.getInputStream().readAllBytes();
        assertThat(new String(Arrays.copyOf(out, out.length - 1), StandardCharsets.UTF_8))
                .isEqualTo("--k=" + value);
    }
}
