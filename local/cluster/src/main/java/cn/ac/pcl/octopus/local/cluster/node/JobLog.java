package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.process.WholeFile;
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
    private static final String TYPE = "octopus.pcl.ac.cn/type";

    private final Path target;
    private final Path place;
    private final long limit;

    private JobLog(Path target, Path place, long limit) {
        this.target = target;
        this.place = place;
        this.limit = limit;
    }

    /** The log of this pod, if it belongs to a training job. */
    static Optional<JobLog> of(Pod pod, Path logs, Path podDirectory, long limit) {
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
        return Optional.of(new JobLog(target, podDirectory.resolve("job-log"), limit));
    }

    /**
     * Appends what the container said since the last time. The source must stay whole as long as
     * its text is wanted: the container writes on meanwhile, so what is emptied is lost.
     *
     * @return whether there is room for more; false once the log is cut
     */
    boolean copy(String container, int start, Path source) {
        Path mark = place.resolve(container + "-" + start);
        try {
            if (!Files.exists(source)) {
                return true;
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
                    from = 0; // the container emptied it, as `echo > /dev/stdout` does
                }
                in.position(from);
                ByteBuffer block = ByteBuffer.allocate(1 << 16);
                while (from < end) {
                    block.clear().limit((int) Math.min(block.capacity(), end - from));
                    int read = in.read(block);
                    if (read <= 0) {
                        break;
                    }
                    long before = out.size();
                    try {
                        if (!append(out, block.flip())) {
                            return false;
                        }
                        from += read;
                        WholeFile.write(mark, Long.toString(from));
                    } catch (IOException e) {
                        out.truncate(before); // or it would stand there twice
                        throw e;
                    }
                }
                return out.size() <= limit;
            }
        } catch (IOException | NumberFormatException e) {
            log.warn("Cannot append to {}", target, e);
            return source.toFile().length() <= limit;
        }
    }

    /** False if the log is full: the rest of the block is left out, and a line says so. */
    private boolean append(FileChannel out, ByteBuffer block) throws IOException {
        long left = limit - out.size();
        if (block.remaining() <= left) {
            writeAll(out, block);
            return true;
        }
        if (left >= 0) {
            writeAll(out, block.limit((int) left));
            String end = "\n… cut: this log has reached its limit of %d bytes\n".formatted(limit);
            writeAll(out, ByteBuffer.wrap(end.getBytes(StandardCharsets.UTF_8)));
        }
        return false;
    }

    private static void writeAll(FileChannel out, ByteBuffer block) throws IOException {
        while (block.hasRemaining()) {
            out.write(block);
        }
    }
}
