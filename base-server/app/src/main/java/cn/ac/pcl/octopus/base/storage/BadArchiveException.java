package cn.ac.pcl.octopus.base.storage;

import java.io.IOException;

/**
 * An archive that will never be unpacked, however often it is tried. The message is a sentence for
 * the user who sent it.
 */
final class BadArchiveException extends IOException {
    BadArchiveException(String message) {
        super(message);
    }

    BadArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
