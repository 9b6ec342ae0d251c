package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.tasks.NotNowException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class SharedVolumeTests {
    private static final VolumePath PLACE = new VolumePath("dataSets/space/user/id/V1");
    private static final VolumePath OTHER = new VolumePath("codes/space/user/id/V2");

    @TempDir Path mount;
    private SharedVolume volume;

    @BeforeEach
    void open() {
        volume =
                new SharedVolume(
                        mount,
                        "octopus",
                        UnpackingTests.limits(
                                DataSize.ofMegabytes(10), DataSize.ofMegabytes(10), 1000));
    }

    @Test
    void leavesNothingHalfMadeWhenItFails() throws IOException {
        var zip = Zips.of(Map.of("a.txt", "a".repeat(100_000)));
        assertThatThrownBy(() ->
                        volume.unpack("work", failing(zip), zip.length, PLACE, steps(), () -> true))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        assertThat(volume.exists(PLACE)).isFalse();
        assertThat(mount.resolve("octopus/.work")).isEmptyDirectory();
        volume.unpack(
                "work", new ByteArrayInputStream(zip), zip.length, PLACE, steps(), () -> true);
        assertThat(names(PLACE, "")).containsExactly("a.txt");
        assertThat(mount.resolve("octopus/.work")).isEmptyDirectory();
    }

    @Test
    void beginsAnewOverWhatAKilledProcessHasLeft() throws IOException {
        var left = Files.createDirectories(mount.resolve("octopus/.work/work.1/content"));
        Files.writeString(left.resolve("half"), "made");
        Files.writeString(left.resolveSibling("archive.zip"), "half of it");
        volume.createDirectory(PLACE);
        Files.writeString(mount.resolve(volume.subPath(PLACE)).resolve("old"), "old");
        var zip = Zips.of(Map.of("new", "new"));
        volume.unpack(
                "work", new ByteArrayInputStream(zip), zip.length, PLACE, steps(), () -> true);
        assertThat(names(PLACE, "")).containsExactly("new");
        assertThat(mount.resolve("octopus/.work")).isEmptyDirectory();
    }

    @Test
    void refusesAnArchiveThatIsTooLargeToReceive() {
        assertThatThrownBy(() ->
                        volume.unpack(
                                "work",
                                InputStream.nullInputStream(),
                                2L << 30,
                                PLACE,
                                steps(),
                                () -> true))
                .isInstanceOf(BadArchiveException.class);
    }

    /** It was replaced by a larger one after it had been looked at. */
    @Test
    void receivesNoMoreThanWasConfirmed() {
        var zip = Zips.of(Map.of("a", "a"));
        assertThatThrownBy(() ->
                        volume.unpack(
                                "work",
                                new ByteArrayInputStream(zip),
                                zip.length - 1,
                                PLACE,
                                steps(),
                                () -> true))
                .isInstanceOf(BadArchiveException.class)
                .hasMessageContaining("was replaced");
        assertThat(volume.exists(PLACE)).isFalse();
    }

    @Test
    void saysThatTheVolumeIsFull() {
        var greedy =
                new UnpackLimits(
                        DataSize.ofTerabytes(100),
                        DataSize.ofTerabytes(100),
                        DataSize.ofTerabytes(100),
                        10,
                        200,
                        DataSize.ofTerabytes(1),
                        DataSize.ofTerabytes(1000));
        var full = new SharedVolume(mount, "octopus", greedy);
        assertThatThrownBy(() ->
                        full.unpack(
                                "work",
                                InputStream.nullInputStream(),
                                10,
                                PLACE,
                                steps(),
                                () -> true))
                .isInstanceOf(VolumeFullException.class)
                .hasMessageContaining("is full");
    }

    @Test
    void copiesAndPacksWithoutFollowingLinks() throws IOException {
        volume.createDirectory(PLACE);
        var source = mount.resolve(volume.subPath(PLACE));
        Files.createDirectory(source.resolve("sub"));
        Files.writeString(source.resolve("sub/run.sh"), "x");
        source.resolve("sub/run.sh").toFile().setExecutable(true);
        Files.createSymbolicLink(source.resolve("file-link"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(source.resolve("directory-link"), Path.of("/etc"));
        volume.copy("work", PLACE, OTHER, steps(), () -> true);
        assertThat(names(OTHER, "")).containsExactly("sub");
        assertThat(mount.resolve(volume.subPath(OTHER)).resolve("sub/run.sh")).isExecutable();
        var unpacked = packed(PLACE);
        assertThat(unpacked.toFile().list()).containsExactly("sub");
        assertThat(unpacked.resolve("sub/run.sh")).isExecutable();
    }

    /** "best" and "latest" of a model are links to one of its files. */
    @Test
    void copiesAndPacksTheFileOfTheSameTreeThatALinkNames() throws IOException {
        volume.createDirectory(PLACE);
        var source = mount.resolve(volume.subPath(PLACE));
        Files.createDirectories(source.resolve("epochs/sub"));
        Files.writeString(source.resolve("epochs/10.pt"), "ten");
        Files.writeString(mount.resolve("secret"), "s");
        link(source.resolve("best"), "epochs/10.pt");
        link(source.resolve("epochs/sub/latest"), "../../epochs/10.pt");
        for (var other :
                List.of("..", ".", "../secret", "best", "self", "epochs", "folder/10.pt", "none")) {
            link(source.resolve("to-" + other.replace('/', '-')), other);
        }
        link(source.resolve("self"), "self");
        link(source.resolve("folder"), "epochs");
        volume.copy("work", PLACE, OTHER, steps(), () -> true);
        var copy = mount.resolve(volume.subPath(OTHER));
        assertThat(names(OTHER, "")).containsExactly("best", "epochs");
        assertThat(copy.resolve("best")).isRegularFile().hasContent("ten");
        assertThat(Files.isSymbolicLink(copy.resolve("best"))).isFalse();
        assertThat(copy.resolve("epochs/sub/latest")).hasContent("ten");
        var unpacked = packed(PLACE);
        assertThat(unpacked.toFile().list()).containsExactlyInAnyOrder("best", "epochs");
        assertThat(unpacked.resolve("best")).hasContent("ten");
    }

    @Test
    void packsTheNamesThatItLists() throws IOException {
        volume.createDirectory(PLACE);
        var top = mount.resolve(volume.subPath(PLACE));
        Files.writeString(top.resolve("back\\slash"), "x");
        var packed = new ArrayList<String>();
        volume.pack(
                "work",
                PLACE,
                steps(),
                zip -> {
                    try (var file = new ZipFile(zip.toFile())) {
                        file.stream().map(ZipEntry::getName).forEach(packed::add);
                    }
                });
        assertThat(names(PLACE, "")).containsExactly("back\\slash").isEqualTo(packed);
    }

    /** The content of a directory, packed and unpacked again. */
    private Path packed(VolumePath place) throws IOException {
        var unpacked = mount.resolve("unpacked");
        var limits = UnpackingTests.limits(DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), 10);
        volume.pack(
                "work",
                place,
                steps(),
                zip -> Unpacking.unpack(zip, unpacked, limits, Progress.NONE));
        return unpacked;
    }

    private static void link(Path from, String to) throws IOException {
        Files.createSymbolicLink(from, Path.of(to));
    }

    @Test
    void listsInsideTheContentOnly() throws IOException {
        volume.createDirectory(PLACE);
        var top = mount.resolve(volume.subPath(PLACE));
        Files.createDirectory(top.resolve("b"));
        Files.writeString(top.resolve("b/c"), "12345");
        Files.writeString(top.resolve("a"), "1");
        Files.createSymbolicLink(top.resolve("link"), Path.of("/etc"));
        assertThat(names(PLACE, "/")).containsExactly("a", "b");
        var below = volume.list(PLACE, "b/").orElseThrow();
        assertThat(below).extracting(SharedVolume.Listed::path).containsExactly("b/c");
        assertThat(below).extracting(SharedVolume.Listed::size).containsExactly(5L);
        for (var outside : List.of("..", "b/../..", "link", "link/passwd", "none", "a")) {
            assertThat(volume.list(PLACE, outside)).as(outside).isEmpty();
        }
        assertThat(volume.list(OTHER, "")).isEmpty();
    }

    @Test
    void removesLinksAndNotWhatTheyName() throws IOException {
        var kept = Files.writeString(mount.resolve("kept"), "kept");
        volume.createDirectory(PLACE);
        var top = mount.resolve(volume.subPath(PLACE));
        Files.createSymbolicLink(top.resolve("link"), mount);
        volume.delete("work", PLACE);
        volume.delete("work", PLACE);
        assertThat(volume.exists(PLACE)).isFalse();
        assertThat(kept).exists();
    }

    /** A run that only seems to be dead goes on beside the one that has taken its work over. */
    @Test
    void putsOneWholeContentInPlaceWhenTwoRunsMeet() throws IOException {
        var zip = Zips.of(Map.of("sub/a", "a".repeat(300_000), "b", "b"));
        var slow = onFirstProgress(() -> unpackNow(zip));
        assertThatThrownBy(() ->
                        volume.unpack(
                                "work",
                                new ByteArrayInputStream(zip),
                                zip.length,
                                PLACE,
                                slow,
                                () -> true))
                .isInstanceOf(NotNowException.class);
        assertThat(names(PLACE, "")).containsExactly("b", "sub");
        assertThat(volume.list(PLACE, "sub").orElseThrow())
                .extracting(SharedVolume.Listed::size)
                .containsExactly(300_000L);
        assertThat(mount.resolve("octopus/.work")).isEmptyDirectory();
    }

    @Test
    void putsNothingInPlaceThatIsNotWantedAnyMore() throws IOException {
        volume.createDirectory(PLACE);
        Files.writeString(mount.resolve(volume.subPath(PLACE)).resolve("newer"), "");
        var zip = Zips.of(Map.of("a", "a"));
        assertThatThrownBy(() ->
                        volume.unpack(
                                "work",
                                new ByteArrayInputStream(zip),
                                zip.length,
                                PLACE,
                                steps(),
                                () -> false))
                .isInstanceOf(NotNowException.class);
        assertThat(names(PLACE, "")).containsExactly("newer");
    }

    @Test
    void listsTheFirstOfVeryManyNames() throws IOException {
        volume.createDirectory(PLACE);
        var top = mount.resolve(volume.subPath(PLACE));
        for (int i = 0; i < 10_050; i++) {
            Files.createFile(top.resolve("%05d".formatted((i * 7919) % 10_050)));
        }
        assertThat(names(PLACE, ""))
                .hasSize(10_000)
                .isSorted()
                .startsWith("00000")
                .endsWith("09999");
    }

    /** What a pod has made is removed however deep it is, and copied unless it is too deep. */
    @Test
    void removesDirectoriesOfAnyDepthAndCopiesNoneThatIsTooDeep() throws IOException {
        volume.createDirectory(PLACE);
        var top = mount.resolve(volume.subPath(PLACE));
        var deepest = Files.createDirectories(top.resolve("d/".repeat(450)));
        for (var at = deepest; !at.equals(top); at = Objects.requireNonNull(at.getParent())) {
            Files.writeString(at.resolve("f"), "x");
        }

        assertThatThrownBy(() -> volume.copy("work", PLACE, OTHER, steps(), () -> true))
                .isInstanceOf(TooDeepException.class)
                .hasMessage("The content has more than 100 directories in one another");
        assertThat(volume.exists(OTHER)).isFalse();
        volume.delete("work", PLACE);
        assertThat(top).doesNotExist();
    }

    /** Its owner deletes what somebody else copies; half of it must not look like a copy. */
    @Test
    void copiesAllOrNothingOfWhatIsRemovedMeanwhile() throws IOException {
        fill(PLACE);
        var removing = onFirstProgress(() -> volume.delete("removal", PLACE));
        assertThatThrownBy(() -> volume.copy("work", PLACE, OTHER, removing, () -> true))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(volume.exists(OTHER)).isFalse();
        assertThat(mount.resolve("octopus/.work")).isEmptyDirectory();
    }

    /** Something else is at the place by the time the copy is made. */
    @Test
    void copiesNothingOfWhatIsReplacedMeanwhile() throws IOException {
        fill(PLACE);
        var replacing =
                onFirstProgress(() -> {
                    volume.delete("removal", PLACE);
                    fill(PLACE);
                });
        assertThatThrownBy(() -> volume.copy("work", PLACE, OTHER, replacing, () -> true))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(volume.exists(OTHER)).isFalse();
        volume.copy("work", PLACE, OTHER, steps(), () -> true);
        assertThat(names(OTHER, "")).hasSize(20);
    }

    @Test
    void removesWhatAKilledRemovalHasLeft() throws IOException {
        var left = Files.createDirectories(mount.resolve("octopus/.work/removal.1/sub"));
        Files.writeString(left.resolve("half"), "of it");
        volume.delete("removal", PLACE);
        assertThat(mount.resolve("octopus/.work")).isEmptyDirectory();
    }

    private void fill(VolumePath place) throws IOException {
        volume.createDirectory(place);
        var top = mount.resolve(volume.subPath(place));
        for (int i = 0; i < 20; i++) {
            Files.writeString(Files.createDirectory(top.resolve("d" + i)).resolve("f"), "x");
        }
    }

    private interface Happening {
        void happens() throws IOException;
    }

    private static Steps onFirstProgress(Happening happening) {
        var left = new AtomicBoolean(true);
        return new Steps(1, Clock.systemUTC(), _ -> {}) {
            @Override
            Progress begin(long bytes) {
                return _ -> {
                    if (left.getAndSet(false)) {
                        try {
                            happening.happens();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                };
            }
        };
    }

    private void unpackNow(byte[] zip) throws IOException {
        volume.unpack(
                "work", new ByteArrayInputStream(zip), zip.length, PLACE, steps(), () -> true);
    }

    private List<String> names(VolumePath path, String below) throws IOException {
        return volume.list(path, below).orElseThrow().stream()
                .map(SharedVolume.Listed::name)
                .toList();
    }

    private static Steps steps() {
        return new Steps(1, Clock.systemUTC(), _ -> {});
    }

    private static InputStream failing(byte[] zip) {
        return new FilterInputStream(new ByteArrayInputStream(zip, 0, zip.length / 2)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                if (count < 0) {
                    throw new IOException("gone");
                }
                return count;
            }
        };
    }
}
