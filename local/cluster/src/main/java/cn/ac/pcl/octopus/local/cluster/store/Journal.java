package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The store on disk: one line per change, rewritten as one line per living object when most of it
 * is history. A line that a crash cut short is dropped; everything before it counts. Lines reach
 * the operating system at once, so that killing the process loses nothing; a power failure may.
 */
final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int SLACK = 10_000;

    private final Path file;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private FileChannel channel;
    private long lines;

    private Journal(Path file, FileChannel lockChannel, FileLock lock, FileChannel channel) {
        this.file = file;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.channel = channel;
    }

    /** Takes what the journal tells. */
    interface Reader {
        void stored(long version, String type, ObjectNode document);

        void removed(long version, String type, ObjectKey key);
    }

    static Journal open(Path directory, Reader reader) {
        try {
            Files.createDirectories(directory);
            FileChannel lockChannel =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(lockChannel);
            if (lock == null) {
                lockChannel.close();
                throw new IllegalStateException(
                        "The cluster in %s is already running".formatted(directory));
            }
            Path file = directory.resolve("objects.jsonl");
            long end = Files.exists(file) ? read(file, reader) : 0;
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(end);
            channel.position(end);
            return new Journal(file, lockChannel, lock, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the cluster's journal in " + directory, e);
        }
    }

    void stored(StoredObject object) {
        String head =
                "{\"version\":%d,\"type\":\"%s\",\"object\":"
                        .formatted(object.version(), object.type());
        write(head, object.json());
    }

    void removed(long version, String type, ObjectKey key) {
        write(
                "{\"version\":%d,\"type\":\"%s\",\"removed\":\"%s\"".formatted(version, type, key),
                new byte[0]);
    }

    boolean isMostlyHistory(int living) {
        return lines > SLACK + 4L * living;
    }

    /** Replaces the file by one line per living object, and a last line that keeps the version. */
    void rewrite(Collection<StoredObject> living, long version) {
        Path fresh = file.resolveSibling("objects.jsonl.new");
        try {
            FileChannel old = channel;
            channel =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
            lines = 0;
            try {
                living.forEach(this::stored);
                removed(version, "", new ObjectKey("", ""));
                channel.force(true);
                Files.move(
                        fresh,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                old.close();
            } catch (IOException | UncheckedIOException e) {
                channel.close();
                channel = old;
                log.warn("Could not shorten the cluster's journal; it goes on growing", e);
            }
        } catch (IOException e) {
            log.warn("Could not shorten the cluster's journal; it goes on growing", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            log.warn("Could not close the cluster's journal", e);
        }
    }

    private void write(String head, byte[] body) {
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        ByteBuffer line = ByteBuffer.allocate(start.length + body.length + 2);
        line.put(start).put(body).put((byte) '}').put((byte) '\n').flip();
        long before = -1;
        try {
            before = channel.position();
            while (line.hasRemaining()) {
                channel.write(line);
            }
            lines++;
        } catch (IOException e) {
            undo(before);
            throw new UncheckedIOException("Cannot write the cluster's journal " + file, e);
        }
    }

    private void undo(long position) {
        try {
            if (position >= 0) {
                channel.truncate(position);
            }
        } catch (IOException e) {
            log.warn("Could not take a half-written line back", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (java.nio.channels.OverlappingFileLockException _) {
            return null; // held by this very process
        }
    }

    /** Replays the file and returns where its last whole line ends. */
    private static long read(Path file, Reader reader) throws IOException {
        long end = 0;
        try (var in = new LineInput(Files.newInputStream(file))) {
            for (byte[] line = in.next(); line != null; line = in.next()) {
                if (!replay(line, reader)) {
                    log.warn("The cluster's journal ends in a broken line; it is dropped");
                    break;
                }
                end += line.length + 1;
            }
        }
        return end;
    }

    private static boolean replay(byte[] line, Reader reader) {
        JsonNode entry;
        try {
            entry = Json.parse(line);
        } catch (JacksonException _) {
            return false;
        }
        long version = entry.path("version").asLong(0);
        String type = Json.text(entry, "type");
        if (entry.path("object") instanceof ObjectNode document) {
            reader.stored(version, type, document);
        } else {
            reader.removed(version, type, ObjectKey.parse(Json.text(entry, "removed")));
        }
        return true;
    }
}
