package cn.ac.pcl.octopus.local.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** What containers said, where the API server reads it: a node keeps it. */
public interface PodLogs {

    /** A reader at the beginning of what one start of a container said; null before it. */
    @Nullable Reader open(String namespace, String pod, String uid, String container, int restart)
            throws IOException;

    /** A place in what a container said. */
    interface Reader extends Closeable {
        /** Goes to where the last lines begin. */
        void skipToLast(long lines) throws IOException;

        /** Writes what there is to read; whether there was any. */
        boolean copy(OutputStream to) throws IOException;
    }
}
