package cn.ac.pcl.octopus.base.database;

import org.jspecify.annotations.Nullable;

/**
 * Turns the optional members of a query into the arguments of a statement, in which null means that
 * everything passes: {@code (:name is null or u.name = :name)}.
 */
public final class Filter {
    private Filter() {}

    /** Null for what is missing or blank. */
    public static @Nullable String exactly(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** A pattern for {@code like … escape '!'}. */
    public static @Nullable String containing(@Nullable String text) {
        return text == null || text.isBlank() ? null : Like.containing(text);
    }

    /** A pattern for {@code like … escape '!'}. */
    public static @Nullable String startingWith(@Nullable String text) {
        return text == null || text.isBlank() ? null : Like.startingWith(text);
    }
}
