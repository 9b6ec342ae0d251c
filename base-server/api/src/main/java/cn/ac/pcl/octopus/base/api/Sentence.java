package cn.ac.pcl.octopus.base.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What the platform has to say to a user: English inside, in the user's language at the surfaces.
 *
 * @param english the text, empty when there is nothing to say
 */
public record Sentence(@JsonValue String english) {
    /** Nothing to say. */
    public static final Sentence NONE = new Sentence("");

    @JsonCreator
    public Sentence {}

    @Override
    public String toString() {
        return english;
    }
}
