package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UpCommandTests {

    @TempDir Path home;

    /// Whoever did what `up` says has its file in KUBECONFIG when he starts it again.
    @Test
    void takesTheFileOfTheEmbeddedClusterForTheEmbeddedCluster() throws IOException {
        Path own = Files.writeString(home.resolve("kubeconfig"), "");
        assertThat(options(own).kubeconfig()).isEmpty();
        assertThat(options(home.resolve("logs/../kubeconfig")).kubeconfig()).isEmpty();
        Path other = Files.writeString(home.resolve("other"), "");
        assertThat(options(other).kubeconfig()).contains(other);
        assertThatThrownBy(() -> options(home.resolve("none"))).isInstanceOf(Unable.class);
    }

    @Test
    void saysOfAClusterThatDoesNotAnswerThatItDoesNotAnswer() throws IOException {
        Path silent =
                Files.writeString(
                        home.resolve("silent"),
                        """
                        apiVersion: v1
                        kind: Config
                        clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
                        users: [{name: u, user: {token: t}}]
                        contexts: [{name: x, context: {cluster: c, user: u}}]
                        current-context: x
                        """);
        assertThatThrownBy(() -> Clusters.applyDefinitions(silent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http://127.0.0.1:1");
    }

    private Platform.Options options(Path kubeconfig) throws IOException {
        var location = CommandLine.populateCommand(new Location(), "--home=" + home);
        return CommandLine.populateCommand(
                        new UpCommand.Start(), "--port-base=0", "--kubeconfig=" + kubeconfig)
                .options(location);
    }
}
