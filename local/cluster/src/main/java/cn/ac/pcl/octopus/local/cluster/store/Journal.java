package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The store on disk: one line per change, rewritten as one line per living object at the start and
 * when most of it is history. A line that a crash cut short is dropped; everything before it
 * counts. Lines reach the operating system at once, so that killing the process loses nothing; a
 * power failure may.
 */
final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int SLACK = 10_000;

    private final Path file;
    private final FileChannel lock;
    private @Nullable FileChannel channel;
    private long lines;

    /** Takes what the journal tells; without a document the object was removed. */
    interface Reader {
        void line(long version, String type, ObjectKey key, @Nullable ObjectNode document);
    }

    /** Locks the directory; nothing is read, or can be written, yet. */
    Journal(Path directory) {
        file = directory.resolve("objects.jsonl");
        try {
            Files.createDirectories(directory);
            lock =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!isOurs(lock)) {
                lock.close();
                throw new IllegalStateException(
                        "The cluster in %s is already running".formatted(directory));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the cluster's journal in " + directory, e);
        }
    }

    private static boolean isOurs(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null; // closing the channel releases it
        } catch (OverlappingFileLockException _) {
            return false; // held by this very process
        }
    }

    /**
     * Replays the file, up to its last whole line.
     *
     * @throws IllegalStateException if another line cannot be read; the file stays as it is
     */
    void read(Reader reader) {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String line = in.readLine();
            for (int number = 1; line != null; number++) {
                String next = in.readLine();
                try {
                    read(Json.parse(line), reader);
                } catch (JacksonException e) {
                    if (next != null) {
                        close();
                        throw new IllegalStateException(
                                "Line %d of the cluster's journal %s cannot be read"
                                        .formatted(number, file),
                                e);
                    }
                    log.warn("The cluster's journal ends in a broken line; it is dropped");
                }
                line = next;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the cluster's journal " + file, e);
        }
    }

    private static void read(JsonNode entry, Reader reader) {
        ObjectNode document = entry.path("object") instanceof ObjectNode it ? it : null;
        ObjectKey key =
                document == null
                        ? ObjectKey.parse(Json.text(entry, "removed"))
                        : new ObjectKey(Metadata.namespace(document), Metadata.name(document));
        reader.line(entry.path("version").asLong(0), Json.text(entry, "type"), key, document);
    }

    void stored(StoredObject object) {
        write(object.version(), object.type(), "object", object.json());
    }

    void removed(long version, String type, ObjectKey key) {
        byte[] name = ('"' + key.toString() + '"').getBytes(StandardCharsets.UTF_8);
        write(version, type, "removed", name);
    }

    boolean isMostlyHistory(int living) {
        return lines > SLACK + 4L * living;
    }

    /**
     * Replaces the file by one line per living object, and a last line that keeps the version. The
     * first time it must work; later the old file goes on growing where it does not.
     */
    void rewrite(Collection<StoredObject> living, long version) {
        Path fresh = file.resolveSibling("objects.jsonl.new");
        FileChannel old = channel;
        boolean opened = false;
        try {
            channel =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
            opened = true;
            lines = 0;
            living.forEach(this::stored);
            removed(version, "", new ObjectKey("", ""));
            channel.force(true);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            close(old);
        } catch (IOException | UncheckedIOException e) {
            if (old == null) {
                throw new IllegalStateException("Cannot write the cluster's journal " + file, e);
            }
            log.warn("Could not shorten the cluster's journal; it goes on growing", e);
            if (opened) {
                close(channel);
            }
            channel = old;
        }
    }

    @Override
    public void close() {
        close(channel);
        close(lock);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.warn("Could not close a file of the cluster's journal", e);
        }
    }

    private void write(long version, String type, String field, byte[] value) {
        FileChannel to = Objects.requireNonNull(channel);
        byte[] head =
                "{\"version\":%d,\"type\":\"%s\",\"%s\":"
                        .formatted(version, type, field)
                        .getBytes(StandardCharsets.UTF_8);
        ByteBuffer line = ByteBuffer.allocate(head.length + value.length + 2);
        line.put(head).put(value).put((byte) '}').put((byte) '\n').flip();
        long before = -1;
        try {
            before = to.position();
            while (line.hasRemaining()) {
                to.write(line);
            }
            lines++;
        } catch (IOException e) {
            undo(to, before);
            throw new UncheckedIOException("Cannot write the cluster's journal " + file, e);
        }
    }

    private static void undo(FileChannel channel, long position) {
        try {
            if (position >= 0) {
                channel.truncate(position);
            }
        } catch (IOException e) {
            log.warn("Could not take a half-written line back", e);
        }
    }
}
