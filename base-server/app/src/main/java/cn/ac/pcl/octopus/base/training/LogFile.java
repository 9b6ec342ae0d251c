package cn.ac.pcl.octopus.base.training;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.AbstractResource;

/**
 * A log as long as it was when it was asked for: what is appended while it is sent belongs to the
 * next request, and the length that was promised is the length that is sent.
 */
final class LogFile extends AbstractResource {
    private final Path path;
    private final long length;
    private final long lastModified;

    private LogFile(Path path, BasicFileAttributes attributes) {
        this.path = path;
        this.length = attributes.size();
        this.lastModified = attributes.lastModifiedTime().toMillis();
    }

    /** The log at a path; empty when there is no file there, or a link. */
    static Optional<LogFile> of(Path path) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(new LogFile(path, attributes))
                    : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    /** Changes whenever the log does. */
    String tag() {
        return "\"" + Long.toHexString(length) + "-" + Long.toHexString(lastModified) + "\"";
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public long lastModified() {
        return lastModified;
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public @Nullable String getFilename() {
        return null;
    }

    @Override
    public String getDescription() {
        return "log";
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Bounded(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), length);
    }

    /** Ends where the log ended; skipping seeks, so that a range costs what it is long. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            int value = super.read();
            left -= value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(bytes, offset, (int) Math.min(count, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(super.available(), left);
        }
    }
}
