package cn.ac.pcl.octopus.controller.app;

import org.jspecify.annotations.Nullable;

/** Lets many steps be tried, and tells of the first that failed when all were. */
final class Failures {

    private @Nullable RuntimeException first;

    /** Takes the step. */
    void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            keep(failure);
        }
    }

    private synchronized void keep(RuntimeException failure) {
        if (first == null) {
            first = failure;
        } else {
            first.addSuppressed(failure);
        }
    }

    /** Throws the first failure, if there was one. */
    synchronized void rethrow() {
        if (first != null) {
            throw first;
        }
    }
}
