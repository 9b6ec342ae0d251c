package cn.ac.pcl.octopus.base.storage;

import java.io.IOException;

/** Directories that nobody makes by accident. The message is a sentence for the user who did. */
final class TooDeepException extends IOException {
    TooDeepException(int deepest) {
        super("The content has more than %d directories in one another".formatted(deepest));
    }
}
