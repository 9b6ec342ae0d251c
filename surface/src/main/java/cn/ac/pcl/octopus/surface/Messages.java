package cn.ac.pcl.octopus.surface;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** Texts of errors for people: Chinese, or English for those who prefer it. */
final class Messages {

    private static final String BUNDLE = "messages.errors";
    static final List<Locale> LOCALES = List.of(Locale.CHINESE, Locale.ENGLISH);
    static final Control NO_FALLBACK = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

    private Messages() {}

    /** The text of a row, followed by the detail if there is one. */
    static String text(ErrorRow row, String detail, Locale locale) {
        var bundle = ResourceBundle.getBundle(BUNDLE, locale, NO_FALLBACK);
        var text =
                bundle.containsKey(row.key())
                        ? bundle.getString(row.key())
                        : bundle.getString("internal");
        if (detail.isEmpty()) {
            return text;
        }
        return text + (locale.equals(Locale.CHINESE) ? "\uff1a" : ": ") + detail;
    }
}
