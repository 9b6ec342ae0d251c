package cn.ac.pcl.octopus.base.database;

/** Patterns of {@code like} in which what a person typed stands for itself. */
public final class Like {
    /** To be named after every {@code like}: {@code like :key escape '!'}. */
    public static final char ESCAPE = '!';

    private Like() {}

    public static String containing(String text) {
        return "%" + escaped(text) + "%";
    }

    public static String startingWith(String text) {
        return escaped(text) + "%";
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
