package cn.ac.pcl.octopus.base.storage;

import java.io.IOException;

/** The object store refused or did not answer; it may do so later. */
final class StoreFailedException extends IOException {
    StoreFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
