package cn.ac.pcl.octopus.local.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the log of a training job, with a limit of ten bytes. */
class JobLogTests {
    private static final String CUT = "\n… cut: this log has reached its limit of 10 bytes\n";

    @TempDir private Path directory;
    private Path said;
    private Path target;

    @BeforeEach
    void place() {
        said = directory.resolve("0.log");
        target = directory.resolve("logs/user/trainjob/job/task0/1/index.log");
    }

    @Test
    void goesOnFromWhereItGotToAlsoInAnotherLifeOfTheNode() throws IOException {
        assertThat(copy(0)).isTrue();
        assertThat(target).doesNotExist();
        say("one ");
        assertThat(copy(0)).isTrue();
        say("two");
        assertThat(copy(0)).isTrue();
        assertThat(copy(0)).isTrue();
        assertThat(target).hasContent("one two");
    }

    @Test
    void takesEachStartOfAContainerFromItsBeginning() throws IOException {
        say("one");
        copy(0);
        copy(1);
        assertThat(target).hasContent("oneone");
    }

    @Test
    void fillsUpToItsLimitWithoutALineAndThenSaysOnceThatItIsCut() throws IOException {
        say("0123456789");
        assertThat(copy(0)).isTrue();
        assertThat(target).hasContent("0123456789");
        say("abc");
        assertThat(copy(0)).isFalse();
        say("def");
        assertThat(copy(0)).isFalse();
        assertThat(target).hasContent("0123456789" + CUT);
    }

    @Test
    void keepsTheBeginningOfWhatDoesNotFit() throws IOException {
        say("0123456789abc");
        assertThat(copy(0)).isFalse();
        assertThat(copy(1)).isFalse();
        assertThat(target).hasContent("0123456789" + CUT);
    }

    /** As when the disk is full. */
    @Test
    void losesAndRepeatsNothingWhenItCannotNoteHowFarItGot() throws IOException {
        say("one ");
        copy(0);
        Path obstacle = Files.createDirectories(directory.resolve("pod/job-log/main-0.new"));
        say("two");
        assertThat(copy(0)).isTrue();
        assertThat(target).hasContent("one ");
        Files.delete(obstacle);
        assertThat(copy(0)).isTrue();
        assertThat(target).hasContent("one two");
    }

    @Test
    void takesWhatComesAfterTheContainerEmptiedItsOutput() throws IOException {
        say("before");
        copy(0);
        Files.writeString(said, "new");
        assertThat(copy(0)).isTrue();
        assertThat(target).hasContent("beforenew");
    }

    @Test
    void wantsWhatItCouldNotWriteUntilThatIsMoreThanItEverTakes() throws IOException {
        Files.createDirectories(target); // a folder in the place of the file
        say("0123456789");
        assertThat(copy(0)).isTrue();
        say("a");
        assertThat(copy(0)).isFalse();
    }

    private boolean copy(int start) {
        return JobLog.of(
                        new PodBuilder()
                                .withNewMetadata()
                                .withName("job-task0-1")
                                .addToLabels("octopus.pcl.ac.cn/type", "train_job")
                                .endMetadata()
                                .build(),
                        directory.resolve("logs"),
                        directory.resolve("pod"),
                        10)
                .orElseThrow()
                .copy("main", start, said);
    }

    private void say(String text) throws IOException {
        Files.writeString(said, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
