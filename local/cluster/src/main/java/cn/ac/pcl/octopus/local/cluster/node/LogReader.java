package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.PodLogs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Reads a container's log while it grows, and when it is emptied. */
public final class LogReader implements PodLogs.Reader {
    private static final int BLOCK = 1 << 16;

    private final RandomAccessFile log;

    public LogReader(Path file) throws IOException {
        log = new RandomAccessFile(file.toFile(), "r");
    }

    @Override
    public boolean copy(OutputStream to) throws IOException {
        if (log.getFilePointer() > log.length()) {
            log.seek(0); // the node emptied it for its size
        }
        byte[] block = new byte[BLOCK];
        boolean any = false;
        for (int read = log.read(block); read > 0; read = log.read(block)) {
            to.write(block, 0, read);
            any = true;
        }
        return any;
    }

    @Override
    public void skipToLast(long lines) throws IOException {
        log.seek(lines <= 0 ? log.length() : startOfLast(lines));
    }

    private long startOfLast(long lines) throws IOException {
        long at = log.length();
        byte[] block = new byte[BLOCK];
        long found = 0;
        long last = at - 1; // the newline that ends the last line does not begin another
        while (at > 0) {
            int size = (int) Math.min(block.length, at);
            at -= size;
            log.seek(at);
            log.readFully(block, 0, size);
            for (int i = size - 1; i >= 0; i--) {
                if (block[i] == '\n' && at + i < last && ++found == lines) {
                    return at + i + 1;
                }
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
