package cn.ac.pcl.octopus.local.cluster.node;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what the pods of training jobs say to where the platform looks for it, up to a size. Where
 * it has got to lies beside the pod's state, so that a restart goes on from there.
 */
final class JobLog {
    private static final Logger log = LoggerFactory.getLogger(JobLog.class);
    private static final Pattern POD = Pattern.compile("(.+)-(task\\d+)-(\\d+)");
    private static final long LIMIT = 256L << 20;
    private static final String TYPE = "octopus.pcl.ac.cn/type";

    private final Path target;
    private final Path place;

    private JobLog(Path target, Path place) {
        this.target = target;
        this.place = place;
    }

    /** The log of this pod, if it belongs to a training job. */
    static Optional<JobLog> of(Pod pod, Path logs, Path podDirectory) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        Matcher name = POD.matcher(pod.getMetadata().getName());
        if (labels == null || !"train_job".equals(labels.get(TYPE)) || !name.matches()) {
            return Optional.empty();
        }
        Path target =
                logs.resolve("user")
                        .resolve("trainjob")
                        .resolve(name.group(1))
                        .resolve(name.group(2))
                        .resolve(name.group(3))
                        .resolve("index.log");
        return Optional.of(new JobLog(target, podDirectory.resolve("job-log")));
    }

    /** Appends what the container said since the last time. */
    void copy(String container, int start, Path source) {
        Path mark = place.resolve(container + "-" + start);
        try {
            if (!Files.exists(source)) {
                return;
            }
            Files.createDirectories(place);
            Files.createDirectories(target.getParent());
            long from = Files.exists(mark) ? Long.parseLong(Files.readString(mark)) : 0;
            try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
                    FileChannel out =
                            FileChannel.open(
                                    target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                long end = in.size();
                if (from > end) {
                    from = 0; // it was emptied for its size
                }
                in.position(from);
                ByteBuffer block = ByteBuffer.allocate(1 << 16);
                while (from < end) {
                    block.clear().limit((int) Math.min(block.capacity(), end - from));
                    int read = in.read(block);
                    if (read <= 0) {
                        break;
                    }
                    append(out, block.flip());
                    from += read;
                    Files.writeString(mark, Long.toString(from));
                }
            }
        } catch (IOException | NumberFormatException e) {
            log.warn("Cannot append to {}", target, e);
        }
    }

    private static void append(FileChannel out, ByteBuffer block) throws IOException {
        long left = LIMIT - out.size();
        if (left <= 0) {
            return;
        }
        boolean last = block.remaining() >= left;
        if (last) {
            block.limit(block.position() + (int) left);
        }
        writeAll(out, block);
        if (last) {
            String end = "\n… cut: this log has reached %d MiB\n".formatted(LIMIT >> 20);
            writeAll(out, ByteBuffer.wrap(end.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer block) throws IOException {
        while (block.hasRemaining()) {
            out.write(block);
        }
    }
}
