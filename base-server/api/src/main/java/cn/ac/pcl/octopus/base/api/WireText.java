package cn.ac.pcl.octopus.base.api;

import java.util.Locale;

/** An enum constant that the two REST surfaces write as a text: its name in lower case. */
public interface WireText {
    /** Name of the constant, as every enum has it. */
    String name();

    /** Text of this value on the wire. */
    default String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
