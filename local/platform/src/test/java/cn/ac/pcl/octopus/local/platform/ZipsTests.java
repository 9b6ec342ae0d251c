package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipsTests {

    @TempDir Path directory;

    @Test
    void bringAFolderThereAndBack() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("folder"));
        Files.createDirectories(folder.resolve("深/__pycache__"));
        Files.writeString(folder.resolve("深/a.txt"), "章鱼");
        Files.writeString(folder.resolve("深/__pycache__/a.pyc"), "x");
        Files.writeString(folder.resolve(".hidden"), "x");

        Path zip = Zips.pack(folder, directory.resolve("folder.zip"));
        Path back;
        try (var in = Files.newInputStream(zip)) {
            back = Zips.unpack(in, directory.resolve("back"));
        }

        assertThat(back.resolve("深/a.txt")).hasContent("章鱼");
        assertThat(back.resolve("深/__pycache__")).doesNotExist();
        assertThat(back.resolve(".hidden")).doesNotExist();
    }

    @Test
    void neverWriteBesideTheirFolder() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("../beside.txt"));
            out.write(1);
        }

        assertThatThrownBy(() ->
                        Zips.unpack(
                                new ByteArrayInputStream(bytes.toByteArray()),
                                directory.resolve("folder")))
                .isInstanceOf(IOException.class);
        assertThat(directory.resolve("beside.txt")).doesNotExist();
    }
}
