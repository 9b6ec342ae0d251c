package cn.ac.pcl.octopus.base.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Number of a version, counted from 1 and never used twice. Its text form is {@code V3}.
 *
 * @param number the number, at least 1
 */
public record VersionNumber(int number) implements Comparable<VersionNumber> {
    /** What every version begins with. */
    public static final VersionNumber FIRST = new VersionNumber(1);

    private static final Pattern TEXT = Pattern.compile("V0*([1-9][0-9]{0,8})");

    public VersionNumber {
        if (number < 1) {
            throw new IllegalArgumentException("A version is a positive number, not " + number);
        }
    }

    /** The version that a text such as {@code V3} names; empty when the text names none. */
    public static Optional<VersionNumber> parse(String text) {
        var matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new VersionNumber(Integer.parseInt(matcher.group(1))))
                : Optional.empty();
    }

    /**
     * The version that a text such as {@code V3} names; also Spring's converter for path variables.
     *
     * @throws IllegalArgumentException when the text names none
     */
    @JsonCreator
    public static VersionNumber valueOf(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("No version: \"" + text + '"'));
    }

    /** The next version. */
    public VersionNumber next() {
        return new VersionNumber(number + 1);
    }

    @Override
    public int compareTo(VersionNumber other) {
        return Integer.compare(number, other.number);
    }

    /** The text form, such as {@code V3}. */
    @JsonValue
    @Override
    public String toString() {
        return "V" + number;
    }
}
