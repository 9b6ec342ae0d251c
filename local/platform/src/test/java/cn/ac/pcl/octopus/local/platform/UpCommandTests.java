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
        assertThatThrownBy(() -> options(Files.createDirectory(home.resolve("directory"))))
                .isInstanceOf(Unable.class);
    }

    @Test
    void keepsAHomeToItsCluster() throws IOException {
        Path other = kubeconfig("other", "http://127.0.0.1:1");
        Files.writeString(home.resolve("cluster-address"), "embedded");
        assertThatThrownBy(() -> options(other).requireCluster())
                .isInstanceOf(Unable.class)
                .hasMessageContaining("http://127.0.0.1:1");
        Files.writeString(home.resolve("cluster-address"), "http://127.0.0.1:2/");
        assertThatThrownBy(() -> options(other).requireCluster())
                .isInstanceOf(Unable.class)
                .hasMessageContaining("http://127.0.0.1:2/");
        assertThatThrownBy(() -> options(home.resolve("kubeconfig")).requireCluster())
                .isInstanceOf(Unable.class)
                .hasMessageContaining("http://127.0.0.1:2/");
        Files.writeString(home.resolve("cluster-address"), "embedded");
        options(home.resolve("kubeconfig")).requireCluster();
    }

    @Test
    void saysOfAClusterThatDoesNotAnswerThatItDoesNotAnswer() throws IOException {
        Path silent = kubeconfig("silent", "http://127.0.0.1:1");
        assertThatThrownBy(() -> Clusters.requireAnswer(silent))
                .isInstanceOf(Unable.class)
                .hasMessage(Texts.of("cluster.silent", silent, "http://127.0.0.1:1/"));
    }

    @Test
    void saysOfAFileThatIsNoKubeconfigThatItIsNone() throws IOException {
        Path broken = Files.writeString(home.resolve("broken"), "a: [1");
        assertThatThrownBy(() -> options(broken).requireCluster())
                .isInstanceOf(Unable.class)
                .hasMessage(Texts.of("kubeconfig.broken", broken));
    }

    private Path kubeconfig(String name, String server) throws IOException {
        return Files.writeString(
                home.resolve(name),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(server));
    }

    private Platform.Options options(Path kubeconfig) throws IOException {
        var location = CommandLine.populateCommand(new Location(), "--home=" + home);
        return CommandLine.populateCommand(
                        new UpCommand.Start(), "--port-base=0", "--kubeconfig=" + kubeconfig)
                .options(location);
    }
}
