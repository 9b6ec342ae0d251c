package cn.ac.pcl.octopus.local.cluster.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads lines as bytes; an unfinished last line is not returned. */
final class LineInput implements AutoCloseable {
    private final InputStream in;

    LineInput(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toByteArray();
            }
            line.write(b);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
