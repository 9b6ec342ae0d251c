package cn.ac.pcl.octopus.local.cluster.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one start of a container said. The container's processes append to the file themselves, so
 * it is emptied when it grows too large: what they write afterwards begins at its start again.
 */
record ContainerLog(Path file) {
    private static final Logger log = LoggerFactory.getLogger(ContainerLog.class);
    private static final long LIMIT = 50L << 20;

    /** Keeps the file from filling the disk. */
    void limit() {
        if (file.toFile().length() <= LIMIT) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (IOException e) {
            log.warn("Cannot empty {}", file, e);
        }
    }
}
