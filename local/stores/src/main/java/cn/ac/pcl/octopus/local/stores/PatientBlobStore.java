package cn.ac.pcl.octopus.local.stores;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Keys are paths, and deleting the last object below a folder deletes the folder: an upload into
/// it that begins at this moment finds its folder gone. Nothing of the upload has been read then,
/// so it begins again.
final class PatientBlobStore extends ForwardingBlobStore {
    private static final int ATTEMPTS = 20;

    PatientBlobStore(BlobStore store) {
        super(store);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        var unread = new UnreadStream(content);
        for (int attempt = 1; ; attempt++) {
            try {
                return super.putBlob(request, unread);
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || unread.read || !hasLostItsFolder(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean hasLostItsFolder(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchFileException) {
                return true;
            }
        }
        return false;
    }

    /// Knows whether anything was read. Stays open after a failed attempt; its request closes the
    /// stream below.
    private static final class UnreadStream extends FilterInputStream {
        private boolean read;

        UnreadStream(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            read = true;
            return super.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            read = true;
            return super.read(into, offset, length);
        }

        @Override
        public void close() {
            // See above.
        }
    }
}
