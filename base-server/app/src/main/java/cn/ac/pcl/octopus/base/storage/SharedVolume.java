package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.tasks.NotNowException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream.UnicodeExtraFieldPolicy;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * The volume that base-server and all pods see. Content appears at its place in one step: it is
 * made in a work directory of the same file system and moved when it is whole.
 *
 * <p>A work directory belongs to one run of the work. The next run of the same work removes those
 * of all runs before it, whether they have died or only seem to: one that still goes on finds that
 * its directory is gone, and can put nothing at the place any more.
 */
public final class SharedVolume {
    private static final int CHUNK = 1 << 17;
    private static final int LISTED = 10_000;
    private static final String WORK = ".work";

    private final Path mount;
    private final String folder;
    private final UnpackLimits limits;

    /** The volume at a mount point, in the folder that is named like the bucket. */
    public SharedVolume(Path mount, String folder, UnpackLimits limits) {
        this.mount = mount;
        this.folder = folder;
        this.limits = limits;
    }

    /** The path below the volume's root that a pod mounts. */
    public String subPath(VolumePath path) {
        return folder + "/" + path;
    }

    /** Makes a directory, with those above it, unless it is there. */
    public void createDirectory(VolumePath path) throws IOException {
        Files.createDirectories(resolve(path));
    }

    /** Whether there is a directory. */
    public boolean exists(VolumePath path) {
        return Files.isDirectory(resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether there is anything in a directory. */
    public boolean hasContent(VolumePath path) throws IOException {
        try (var entries = Files.newDirectoryStream(resolve(path))) {
            return entries.iterator().hasNext();
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return false;
        }
    }

    /**
     * Files and directories directly in a directory, in name order, at most ten thousand.
     *
     * @param below path inside the content, as a user has typed it
     * @return empty when there is no such directory inside the content
     */
    public Optional<List<Listed>> list(VolumePath path, String below) throws IOException {
        List<String> segments;
        try {
            segments = EntryName.of(stripSlashes(below)).segments();
        } catch (BadArchiveException outside) {
            return Optional.empty();
        }
        try (var stream = Files.newDirectoryStream(resolve(path))) {
            return Optional.of(list(Tree.secure(stream), segments, 0));
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return Optional.empty();
        } catch (FileSystemException link) {
            // Opening a link where a directory is expected fails with "too many levels".
            return Optional.empty();
        }
    }

    private static List<Listed> list(
            SecureDirectoryStream<Path> directory, List<String> segments, int depth)
            throws IOException {
        if (depth < segments.size()) {
            var name = Path.of(segments.get(depth));
            try (var below = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                return list(below, segments, depth + 1);
            }
        }
        var prefix = segments.isEmpty() ? "" : String.join("/", segments) + "/";
        return Tree.list(directory, LISTED).stream()
                .map(found ->
                        new Listed(
                                found.name().toString(),
                                prefix + found.name(),
                                found.attributes().isDirectory(),
                                found.attributes().isDirectory() ? 0 : found.attributes().size(),
                                found.attributes().lastModifiedTime().toInstant()))
                .toList();
    }

    private static String stripSlashes(String text) {
        int from = 0;
        while (from < text.length() && text.charAt(from) == '/') {
            from++;
        }
        return text.substring(from);
    }

    /**
     * An entry of a directory.
     *
     * @param path place relative to the content
     */
    public record Listed(
            String name, String path, boolean directory, long size, Instant lastModified) {}

    /**
     * Unpacks a zip to its place, which must be nobody's yet; what was there before is removed.
     *
     * @param work name of the work, the same whenever it is tried again
     * @param wanted asked when the content is whole; it is thrown away if it is not wanted any more
     */
    void unpack(
            String work,
            InputStream archive,
            long size,
            VolumePath target,
            Steps steps,
            BooleanSupplier wanted)
            throws IOException {
        if (size > limits.archive().toBytes()) {
            throw new BadArchiveException(
                    "The archive is larger than the %s that are allowed"
                            .formatted(Sizes.text(limits.archive())));
        }
        withWork(
                work,
                directory -> {
                    requireSpace(directory, size);
                    var zip = directory.resolve("archive.zip");
                    // The address of the upload still takes another file after the confirmation.
                    var expected = new BoundedInputStream.Builder();
                    expected.setInputStream(archive).setMaxCount(size + 1);
                    try (var in = expected.get();
                            var out = Files.newOutputStream(zip, StandardOpenOption.CREATE_NEW)) {
                        transfer(in, out, steps.begin(size));
                    }
                    if (Files.size(zip) > size) {
                        throw new BadArchiveException(
                                "The uploaded file was replaced after it was confirmed");
                    }
                    var content = directory.resolve("content");
                    var progress = steps.begin(Unpacking.claimedSize(zip));
                    Unpacking.unpack(zip, content, limits, progress);
                    publish(content, target, directory, wanted);
                });
    }

    /**
     * Copies a directory to its place, what {@link Tree} passes over left out.
     *
     * @throws NoSuchFileException when the directory is not there, or not from the first to the
     *     last file
     */
    void copy(
            String work, VolumePath source, VolumePath target, Steps steps, BooleanSupplier wanted)
            throws IOException {
        withWork(
                work,
                directory -> {
                    var from = resolve(source);
                    var seen = identity(from);
                    var content = Files.createDirectory(directory.resolve("content"));
                    long size = Tree.size(from);
                    requireSpace(directory, size);
                    var progress = steps.begin(size);
                    Tree.walk(
                            from,
                            new Tree.Visitor() {
                                @Override
                                public void directory(String name) throws IOException {
                                    Files.createDirectory(content.resolve(name));
                                }

                                @Override
                                public void file(String name, Tree.Found found) throws IOException {
                                    copyFile(found, content.resolve(name), progress);
                                }
                            });
                    // What is gone is passed over while walking; a removal takes the whole away.
                    if (!seen.equals(identity(from))) {
                        throw new NoSuchFileException(from.toString(), null, "replaced meanwhile");
                    }
                    publish(content, target, directory, wanted);
                });
    }

    /** What tells a directory from another that comes to the same place. */
    private static Object identity(Path directory) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(
                                directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey());
    }

    private static void copyFile(Tree.Found found, Path to, Progress progress) throws IOException {
        try (var in = Channels.newInputStream(found.open());
                var out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            transfer(in, out, progress);
        }
        if (found.executable()) {
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Packs the content of a directory and gives the zip away before it is removed again. */
    void pack(String work, VolumePath source, Steps steps, Taker taker) throws IOException {
        withWork(
                work,
                directory -> {
                    var from = resolve(source);
                    var zip = directory.resolve("archive.zip");
                    requireSpace(directory, Tree.size(from));
                    try (var out = new ZipArchiveOutputStream(zip)) {
                        out.setUseLanguageEncodingFlag(true);
                        out.setCreateUnicodeExtraFields(UnicodeExtraFieldPolicy.NEVER);
                        out.setUseZip64(Zip64Mode.AsNeeded);
                        Tree.walk(from, new Packer(out, steps.begin(Tree.size(from))));
                    }
                    taker.take(zip);
                });
    }

    /** Gets a packed file, which is gone when the call has ended. */
    interface Taker {
        void take(Path zip) throws IOException;
    }

    private record Packer(ZipArchiveOutputStream out, Progress progress) implements Tree.Visitor {
        @Override
        public void directory(String name) throws IOException {
            var entry = new UnixEntry(name + "/", 040755);
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
        }

        @Override
        public void file(String name, Tree.Found found) throws IOException {
            var entry = new UnixEntry(name, found.executable() ? 0100755 : 0100644);
            entry.setLastModifiedTime(found.attributes().lastModifiedTime());
            // A file may grow while it is packed; the entry is written for what was read.
            out.putArchiveEntry(entry);
            try (var in = Channels.newInputStream(found.open())) {
                transfer(in, out, progress);
            }
            out.closeArchiveEntry();
        }
    }

    /** An entry as Unix has it: of DOS ones the library takes a backslash for a separator. */
    private static final class UnixEntry extends ZipArchiveEntry {
        UnixEntry(String name, int mode) {
            super("");
            setUnixMode(mode);
            setName(name);
        }
    }

    private interface Work {
        void in(Path directory) throws IOException;
    }

    private void withWork(String name, Work work) throws IOException {
        removeWork(name);
        var directory = Files.createTempDirectory(workDirectory(), name + ".");
        try {
            work.in(directory);
        } catch (IOException failure) {
            if (!Files.exists(directory)) {
                throw new NotNowException("another process does the same work", failure);
            }
            throw VolumeFullException.isFull(failure) ? new VolumeFullException(failure) : failure;
        } finally {
            Tree.delete(directory);
        }
    }

    /**
     * Removes a directory with all that is in it, also what a run before has left of it. It leaves
     * its place in one step: whoever reads it sees afterwards that it has gone.
     */
    void delete(String work, VolumePath path) throws IOException {
        try {
            Files.move(
                    resolve(path),
                    Files.createDirectories(workDirectory()).resolve(unique(work)),
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            // A run before may have been cut off after this step.
        }
        removeWork(work);
    }

    /**
     * Removes what earlier runs of a work have left. Each directory is first taken out of the hands
     * of a run that may still go on: it then moves either all of its content to the place or none.
     */
    void removeWork(String name) throws IOException {
        var all = Files.createDirectories(workDirectory());
        try (var found = Files.newDirectoryStream(all, name + ".*")) {
            for (var left : found) {
                var taken = left.resolveSibling(unique(name));
                try {
                    Files.move(left, taken, StandardCopyOption.ATOMIC_MOVE);
                } catch (NoSuchFileException gone) {
                    continue;
                }
                Tree.delete(taken);
            }
        }
    }

    private static String unique(String work) {
        return work + "." + UUID.randomUUID();
    }

    /**
     * Moves finished content to its place. A killed process leaves the place empty, old or new,
     * never half.
     */
    private void publish(Path content, VolumePath target, Path work, BooleanSupplier wanted)
            throws IOException {
        if (!wanted.getAsBoolean()) {
            throw new NotNowException("the content is not wanted any more");
        }
        var place = resolve(target);
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(place, work.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(content, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException split) {
            throw new IOException("The shared volume must be one file system", split);
        }
    }

    /** Whether the volume is there and can be written to. */
    boolean writable() {
        try {
            return Files.isWritable(Files.createDirectories(workDirectory()));
        } catch (IOException unreachable) {
            return false;
        }
    }

    private void requireSpace(Path where, long bytes) throws IOException {
        long free = Files.getFileStore(where).getUsableSpace();
        if (bytes > free - limits.spare().toBytes()) {
            throw new VolumeFullException(bytes, free);
        }
    }

    private static void transfer(InputStream in, OutputStream out, Progress progress)
            throws IOException {
        var chunk = new byte[CHUNK];
        for (int count; (count = in.read(chunk)) >= 0; ) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("Stopped while copying");
            }
            out.write(chunk, 0, count);
            progress.advance(count);
        }
    }

    private Path workDirectory() {
        return mount.resolve(folder).resolve(WORK);
    }

    private Path resolve(VolumePath path) {
        return mount.resolve(folder).resolve(path.text());
    }
}
