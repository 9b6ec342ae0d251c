package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.NewTraining.Parameter;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the text that the shell of a replica runs. */
final class ShellText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private ShellText() {}

    /**
     * Changes into the folder of the algorithm and runs the command there, with each parameter as
     * one word {@code --key=value}, whatever is in it. Parameters without key or value are left
     * out.
     */
    static String of(String command, List<Parameter> parameters) {
        String words =
                parameters.stream()
                        .filter(parameter -> isGiven(parameter.key()) && isGiven(parameter.value()))
                        .map(ShellText::word)
                        .collect(Collectors.joining(" "));
        return "cd /code;" + (words.isEmpty() ? command : command.stripTrailing() + " " + words);
    }

    /** A parameter as one word of the shell. */
    static String word(Parameter parameter) {
        var key = Objects.requireNonNullElse(parameter.key(), "");
        return quoted("--" + key + "=" + Objects.requireNonNullElse(parameter.value(), ""));
    }

    /** One word of the shell, quoted where it must be. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
