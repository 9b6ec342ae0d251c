package cn.ac.pcl.octopus.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files of which a reader sees the old text or the new one, never a part of either: also when the
/// writer is killed, or the disk is full.
public final class WholeFile {

    private WholeFile() {}

    /// Replaces the text of a file. It is written beside it first, to `NAME.new`.
    public static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
