package cn.ac.pcl.octopus.base.storage;

import java.io.IOException;

/** The shared volume has no room. The message is a sentence for the user whose data it is. */
final class VolumeFullException extends IOException {
    VolumeFullException(long needed, long free) {
        super(
                "The platform's volume is full: %s are needed and %s are free"
                        .formatted(Sizes.text(needed), Sizes.text(Math.max(0, free))));
    }

    VolumeFullException(IOException cause) {
        super("The platform's volume is full", cause);
    }

    /** Whether the operating system has refused for want of room. */
    static boolean isFull(IOException failure) {
        var message = String.valueOf(failure.getMessage());
        return message.contains("No space left on device")
                || message.contains("Disk quota exceeded");
    }
}
