package cn.ac.pcl.octopus.controller.core;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;

/**
 * The API server does not take an object that a job needs, and will not unless somebody changes
 * something.
 *
 * @param object its {@link #nameOf name}
 * @param message the server's words
 * @param since when it was first refused
 */
public record Refusal(String object, String message, Instant since) {

    /** Kind and name of an object. */
    public static String nameOf(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }
}
