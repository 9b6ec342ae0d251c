package cn.ac.pcl.octopus.base.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Unpacks a zip that a stranger made.
 *
 * <ol>
 *   <li>Judge the archive by its directory: names, kinds, number, sizes. Nothing is written yet.
 *   <li>Write entry after entry. What comes out is counted while it comes, since a directory may
 *       lie, and its checksum is compared.
 * </ol>
 *
 * <p>Guarantees: nothing is written outside the target; no link, device or pipe is made; no file is
 * written twice; no more than the limits allow reaches the disk; an archive that lies about a size
 * is stopped at the size it claimed. Memory does not grow with the archive.
 */
final class Unpacking {
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int CHUNK = 1 << 17;

    private final UnpackLimits limits;
    private final Progress progress;
    private final byte[] chunk = new byte[CHUNK];

    private Unpacking(UnpackLimits limits, Progress progress) {
        this.limits = limits;
        this.progress = progress;
    }

    /**
     * Unpacks an archive into a new directory.
     *
     * @throws BadArchiveException when the archive will never do
     */
    static void unpack(Path archive, Path target, UnpackLimits limits, Progress progress)
            throws IOException {
        var unpacking = new Unpacking(limits, progress);
        try (var channel = FileChannel.open(archive, StandardOpenOption.READ)) {
            var directory = new ZipDirectory(channel);
            var total = unpacking.judge(directory, channel.size());
            Files.createDirectory(target);
            unpacking.requireSpace(target, total);
            directory.forEach(entry -> unpacking.write(directory, entry, target));
        }
    }

    /** Size of the content that an archive claims, or what the claim was; for progress. */
    static long claimedSize(Path archive) throws IOException {
        try (var channel = FileChannel.open(archive, StandardOpenOption.READ)) {
            var sum = new Sum();
            new ZipDirectory(channel)
                    .forEach(entry ->
                            sum.full += Math.min(entry.fullSize(), Long.MAX_VALUE - sum.full));
            return sum.full;
        }
    }

    private static final class Sum {
        private long entries;
        private long full;
        private long stored;
    }

    private long judge(ZipDirectory directory, long archiveSize) throws IOException {
        var sum = new Sum();
        directory.forEach(entry -> {
            judge(entry);
            if (++sum.entries > limits.entries()) {
                throw new BadArchiveException(
                        "The archive holds more than %d files and directories"
                                .formatted(limits.entries()));
            }
            // What is left, and not the sum: a claim may be as large as a number can be.
            if (entry.fullSize() > limits.total().toBytes() - sum.full) {
                throw tooLarge("its content", limits.total());
            }
            if (entry.storedSize() > archiveSize - sum.stored) {
                throw new BadArchiveException("The archive is damaged: its entries overlap");
            }
            sum.full += entry.fullSize();
            sum.stored += entry.storedSize();
        });
        if (sum.full > limits.ratioFree().toBytes()
                && sum.full / Math.max(1, archiveSize) >= limits.ratio()) {
            throw new BadArchiveException(
                    "The content is %d times larger than its archive, at most %d times is allowed"
                            .formatted(sum.full / Math.max(1, archiveSize), limits.ratio()));
        }
        return sum.full;
    }

    private void judge(ZipDirectory.Entry entry) throws BadArchiveException {
        var name = EntryName.of(entry.name());
        if (entry.link()) {
            throw refused(name, "a symbolic link");
        }
        if (entry.special()) {
            throw refused(name, "neither a file nor a directory");
        }
        if (entry.directory()) {
            if (entry.fullSize() != 0) {
                throw refused(name, "a directory with content of its own");
            }
            return;
        }
        if (name.segments().isEmpty()) {
            throw new BadArchiveException("The archive holds a file without a name");
        }
        if (entry.encrypted()) {
            throw refused(name, "encrypted");
        }
        if (entry.method() != STORED && entry.method() != DEFLATED) {
            throw refused(name, "packed by an unknown method (" + entry.method() + ")");
        }
        if (entry.fullSize() > limits.file().toBytes()) {
            throw tooLarge("\"" + name + "\"", limits.file());
        }
    }

    private void requireSpace(Path target, long bytes) throws IOException {
        long free = Files.getFileStore(target).getUsableSpace();
        if (bytes > free - limits.spare().toBytes()) {
            throw new VolumeFullException(bytes, free);
        }
    }

    private void write(ZipDirectory directory, ZipDirectory.Entry entry, Path target)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Stopped while unpacking");
        }
        var name = EntryName.of(entry.name());
        var path = target;
        for (var segment : name.segments()) {
            path = path.resolve(segment);
        }
        try {
            if (entry.directory()) {
                createDirectories(target, path);
                return;
            }
            createDirectories(target, Objects.requireNonNull(path.getParent()));
            writeFile(directory, entry, name, path);
        } catch (FileSystemException failure) {
            throw explained(failure, name, path);
        }
    }

    /**
     * Makes what is missing below the target, and never the target: it may have been taken away.
     */
    private static void createDirectories(Path target, Path path) throws IOException {
        if (path.equals(target) || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        createDirectories(target, Objects.requireNonNull(path.getParent()));
        Files.createDirectory(path);
    }

    /** A name that is taken is the archive's fault; the rest is the volume's. */
    private static IOException explained(FileSystemException failure, EntryName name, Path path) {
        for (var above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above, LinkOption.NOFOLLOW_LINKS)) {
                return new BadArchiveException(
                        "The archive holds \"" + name + "\" under a file", failure);
            }
        }
        return failure instanceof FileAlreadyExistsException
                ? new BadArchiveException("The archive holds \"" + name + "\" twice", failure)
                : failure;
    }

    private void writeFile(
            ZipDirectory directory, ZipDirectory.Entry entry, EntryName name, Path path)
            throws IOException {
        var crc = new CRC32();
        long written = 0;
        try (var out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
            written = inflate(directory, entry, name, out, crc);
        } catch (ZipException broken) {
            throw damaged(name, broken);
        }
        if (written != entry.fullSize() || crc.getValue() != entry.crc()) {
            throw damaged(name, null);
        }
        if (entry.executable()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private long inflate(
            ZipDirectory directory,
            ZipDirectory.Entry entry,
            EntryName name,
            OutputStream out,
            CRC32 crc)
            throws IOException {
        long written = 0;
        var inflater = entry.method() == DEFLATED ? new Inflater(true) : null;
        try (var stored = directory.stored(entry);
                var in = inflater == null ? stored : inflating(stored, inflater)) {
            for (int count; (count = read(in, name)) >= 0; ) {
                written += count;
                if (written > entry.fullSize()) {
                    throw new BadArchiveException(
                            "\"%s\" is larger than the archive claims".formatted(name));
                }
                crc.update(chunk, 0, count);
                out.write(chunk, 0, count);
                progress.advance(count);
            }
        } finally {
            if (inflater != null) {
                inflater.end();
            }
        }
        return written;
    }

    private int read(InputStream in, EntryName name) throws IOException {
        try {
            return in.read(chunk);
        } catch (EOFException truncated) {
            throw damaged(name, truncated);
        }
    }

    private static InputStream inflating(InputStream stored, Inflater inflater) {
        return new InflaterInputStream(stored, inflater, 1 << 16);
    }

    private static BadArchiveException damaged(EntryName name, @Nullable Exception cause) {
        var message =
                "The archive is damaged: the bytes of \"" + name + "\" are not what was packed";
        return cause == null
                ? new BadArchiveException(message)
                : new BadArchiveException(message, cause);
    }

    private static BadArchiveException refused(EntryName name, String what) {
        return new BadArchiveException("\"%s\" in the archive is %s".formatted(name, what));
    }

    private static BadArchiveException tooLarge(String what, DataSize most) {
        return new BadArchiveException(
                "%s is larger than the %s that are allowed".formatted(what, Sizes.text(most)));
    }
}
