package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTests {

    @TempDir Path directory;

    @Test
    void isNeverMadeAmongOtherFiles() throws IOException {
        Files.writeString(directory.resolve("thesis.txt"), "years of work");
        var home = new Home(directory);
        assertThatThrownBy(home::create).isInstanceOf(Unable.class);
        assertThat(home.isOurs()).isFalse();
        assertThat(directory.toFile().list()).containsExactly("thesis.txt");
    }

    @Test
    void isMadeWhereNothingIsAndFoundAgain() throws IOException {
        assertThat(new Home(directory).create().isOurs()).isTrue();
        new Home(directory).create();
        assertThat(new Home(directory.resolve("new")).create().lock()).exists();
    }
}
