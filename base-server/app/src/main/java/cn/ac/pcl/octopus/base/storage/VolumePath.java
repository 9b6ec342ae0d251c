package cn.ac.pcl.octopus.base.storage;

import java.util.regex.Pattern;

/**
 * A place on the shared volume, relative to the folder of the bucket: the same text is the key
 * prefix of what belongs to it in the object store.
 *
 * @param text names separated by {@code /}
 */
public record VolumePath(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

    public VolumePath {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("No place on the shared volume: " + text);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
