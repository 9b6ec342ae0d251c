package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class UnpackingTests {
    private static final DataSize MB = DataSize.ofMegabytes(1);

    @TempDir Path folder;

    @Test
    void unpacksFilesDirectoriesAndModes() throws IOException {
        var files = new LinkedHashMap<String, String>();
        files.put("a/b/c.txt", "deep");
        files.put("empty/", "");
        files.put("数据.csv", "1,2");
        unpack(Zips.of(files));
        assertThat(content("a/b/c.txt")).isEqualTo("deep");
        assertThat(target().resolve("empty")).isDirectory();
        assertThat(content("数据.csv")).isEqualTo("1,2");
        unpack(Zips.withMode("run.sh", 0100755, "#!/bin/sh"));
        assertThat(Files.isExecutable(target().resolve("run.sh"))).isTrue();
        unpack(Zips.withMode("plain", 0104644, "no setuid"));
        assertThat(Files.isExecutable(target().resolve("plain"))).isFalse();
    }

    @Test
    void unpacksAnEmptyArchive() throws IOException {
        unpack(Zips.of(Map.of()));
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void readsNamesOfChineseWindows() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, Charset.forName("GB18030"))) {
            zip.putNextEntry(new ZipEntry("训练集/图片.txt"));
            zip.write('x');
        }
        unpack(bytes.toByteArray());
        assertThat(content("训练集/图片.txt")).isEqualTo("x");
    }

    @Test
    void readsZip64AndWhatStandsBeforeAnArchive() throws IOException {
        var channel = new SeekableInMemoryByteChannel();
        try (var zip = new ZipArchiveOutputStream(channel)) {
            zip.setUseZip64(Zip64Mode.Always);
            zip.putArchiveEntry(new ZipArchiveEntry("a.txt"));
            zip.write("wide".getBytes(StandardCharsets.UTF_8));
            zip.closeArchiveEntry();
        }
        var zip = Arrays.copyOf(channel.array(), (int) channel.size());
        unpack(zip);
        assertThat(content("a.txt")).isEqualTo("wide");
        var plain = Zips.of(Map.of("a.txt", "behind a script"));
        var prefixed = new ByteArrayOutputStream();
        prefixed.write("#!/bin/sh\nexec unzip\n".getBytes(StandardCharsets.UTF_8));
        prefixed.write(plain);
        unpack(prefixed.toByteArray());
        assertThat(content("a.txt")).isEqualTo("behind a script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", "a/../../x", "C:\\x", "a\\..\\..\\x"})
    void writesNothingOutside(String name) {
        refused(Zips.of(Map.of("good.txt", "g", name, "x")), "a name that");
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(target()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0120777, 0010644, 0060644, 0020644, 0140644})
    void makesNoLinksAndNoDevices(int mode) {
        refused(Zips.withMode("thing", mode, "/etc/passwd"), "in the archive is");
    }

    @Test
    void refusesABombBeforeAByteIsWritten() {
        refused(Zips.zeros(300L << 20), "times larger than its archive");
        assertThat(target()).doesNotExist();
    }

    @Test
    void stopsAtTheSizeThatALiarClaims() throws IOException {
        var zip = Zips.zeros(8 << 20);
        var bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.getInt(zip.length - 22 + 16);
        bytes.putInt(directory + 24, 1000);
        refused(zip, "larger than the archive claims");
        try (var files = Files.walk(target())) {
            assertThat(files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum())
                    .isLessThan(1 << 20);
        }
    }

    @Test
    void keepsToTheLimits() {
        var zip = Zips.of(Map.of("a", "x".repeat(2000), "b", "y".repeat(2000), "c", "z"));
        refused(zip, limits(DataSize.ofBytes(4000), MB, 9), "larger than the 3.9 KB");
        refused(zip, limits(MB, DataSize.ofBytes(1999), 9), "is larger than the");
        refused(zip, limits(MB, MB, 2), "more than 2 files");
    }

    /** Their sum would be negative, and below any limit. */
    @Test
    void keepsToTheLimitsWhateverIsClaimed() {
        var all = limits(DataSize.ofBytes(Long.MAX_VALUE), DataSize.ofBytes(Long.MAX_VALUE), 9);
        refused(Zips.claiming("d/", Long.MAX_VALUE, 0), "a directory with content");
        refused(Zips.claiming("f", Long.MAX_VALUE, 1), "is larger than the");
        refused(Zips.claiming("f", Long.MAX_VALUE, 1), all, "its content is larger than the");
        refused(Zips.claiming("f", 1, Long.MAX_VALUE), "its entries overlap");
        refused(Zips.claiming("d/", 0, Long.MAX_VALUE), "its entries overlap");
    }

    @Test
    void tellsAsProgressTheLargestClaimThatThereCanBe() throws IOException {
        var archive =
                Files.write(folder.resolve("archive.zip"), Zips.claiming("d/", Long.MAX_VALUE, 0));
        assertThat(Unpacking.claimedSize(archive)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesAFileTwiceAndAFileUnderAFile() {
        var bytes = new SeekableInMemoryByteChannel();
        try (var zip = new ZipArchiveOutputStream(bytes)) {
            for (int i = 0; i < 2; i++) {
                zip.putArchiveEntry(new ZipArchiveEntry("same"));
                zip.write('x');
                zip.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        refused(Arrays.copyOf(bytes.array(), (int) bytes.size()), "twice");
        var files = new LinkedHashMap<String, String>();
        files.put("a", "file");
        files.put("a/b", "below");
        refused(Zips.of(files), "under a file");
    }

    @Test
    void noticesBrokenBytes() {
        var text = new StringBuilder();
        new Random(1).ints(5000, 'a', 'z').forEach(c -> text.append((char) c));
        var zip = Zips.of(Map.of("a.txt", text.toString()));
        zip[200] ^= 0x55;
        refused(zip, "damaged");
    }

    /** Whatever is broken, it is a refusal with a reason and never another exception. */
    @Test
    void survivesAnyDamage() throws IOException {
        var files = new LinkedHashMap<String, String>();
        files.put("a/b.txt", "some content that deflates deflates deflates");
        files.put("c/", "");
        files.put("数据.txt", "x");
        var good = Zips.of(files);
        var random = new Random(42);
        for (int round = 0; round < 3000; round++) {
            var zip = good.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                zip[random.nextInt(zip.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                zip = Arrays.copyOf(zip, random.nextInt(zip.length));
            }
            try {
                unpack(zip);
            } catch (BadArchiveException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
            assertThat(folder.toFile().list()).isSubsetOf("archive.zip", "content");
        }
    }

    private void refused(byte[] zip, String reason) {
        refused(zip, limits(DataSize.ofGigabytes(1), DataSize.ofGigabytes(1), 1000), reason);
    }

    private void refused(byte[] zip, UnpackLimits limits, String reason) {
        assertThatThrownBy(() -> unpack(zip, limits))
                .isInstanceOf(BadArchiveException.class)
                .hasMessageContaining(reason);
    }

    private void unpack(byte[] zip) throws IOException {
        unpack(zip, limits(DataSize.ofGigabytes(1), DataSize.ofGigabytes(1), 1000));
    }

    private void unpack(byte[] zip, UnpackLimits limits) throws IOException {
        var archive = Files.write(folder.resolve("archive.zip"), zip);
        reset();
        Unpacking.unpack(archive, target(), limits, Progress.NONE);
    }

    private void reset() throws IOException {
        Tree.delete(target());
    }

    private Path target() {
        return folder.resolve("content");
    }

    private String content(String name) throws IOException {
        return Files.readString(target().resolve(name));
    }

    static UnpackLimits limits(DataSize total, DataSize file, long entries) {
        return new UnpackLimits(
                DataSize.ofGigabytes(1),
                total,
                file,
                entries,
                200,
                DataSize.ofMegabytes(256),
                DataSize.ofMegabytes(1));
    }
}
