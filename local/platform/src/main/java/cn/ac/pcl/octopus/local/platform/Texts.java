package cn.ac.pcl.octopus.local.platform;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/// What the command says, Chinese where the shell's language is Chinese, English elsewhere.
final class Texts {

    private static final ResourceBundle BUNDLE =
            ResourceBundle.getBundle(
                    "cn.ac.pcl.octopus.local.platform.texts",
                    language(),
                    ResourceBundle.Control.getNoFallbackControl(
                            ResourceBundle.Control.FORMAT_PROPERTIES));

    private Texts() {}

    static String of(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }

    /// The language in which a service should answer, as HTTP names it.
    static String acceptLanguage() {
        return language().equals(Locale.ROOT) ? "en" : "zh";
    }

    /// The shell's variables decide, not the JVM's locale: that one falls back to English when the
    /// system has no Chinese locale installed.
    private static Locale language() {
        Optional<String> wanted =
                Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                        .map(name -> Optional.ofNullable(System.getenv(name)).orElse(""))
                        .filter(value -> !value.isBlank())
                        .findFirst();
        return wanted.filter(value -> value.startsWith("zh")).isPresent()
                ? Locale.SIMPLIFIED_CHINESE
                : Locale.ROOT;
    }
}
