package cn.ac.pcl.octopus.surface;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Turns the sentences that say why something waits or has failed into Chinese.
 *
 * <p>They are written in English where they arise, and some of them by others: a kubelet, or
 * Volcano's scheduler when it stands in for ours (D8), leave nothing but English text in a
 * condition. So what is known here is the sentences: {@code messages/reasons_en} holds each with
 * its gaps, {@code messages/reasons_zh} its translation. What fills a gap may be a known sentence
 * itself. A sentence that is not known stays as it is.
 *
 * <p>A gap is {@code {0}} (anything), {@code {0,number}} or {@code {0,word}} (no space in it).
 */
final class PhraseBook {
    private static final String BUNDLE = "messages.reasons";
    private static final int DEEPEST = 4;

    /** Sentences come with what users and programs said in them; more is not looked at. */
    private static final int LONGEST = 2000;

    private static final Pattern GAP = Pattern.compile("\\{(\\d)(,number|,word)?}");
    private static final Pattern LABELLED = Pattern.compile("(\\S{1,80}): (.+)", Pattern.DOTALL);

    private final List<Phrase> phrases;

    private PhraseBook(List<Phrase> phrases) {
        this.phrases = phrases;
    }

    /** The book of the bundles; it is costly, so keep it. */
    static PhraseBook open() {
        var english = ResourceBundle.getBundle(BUNDLE, Locale.ENGLISH, Messages.NO_FALLBACK);
        var chinese = ResourceBundle.getBundle(BUNDLE, Locale.CHINESE, Messages.NO_FALLBACK);
        return new PhraseBook(
                english.keySet().stream()
                        .map(key -> Phrase.of(english.getString(key), chinese.getString(key)))
                        // The sentence that says more is tried first.
                        .sorted(Comparator.comparingInt(Phrase::literals).reversed())
                        .toList());
    }

    /** The sentence for readers of this language. */
    String in(Locale locale, String sentence) {
        return locale.getLanguage().equals(Locale.ENGLISH.getLanguage())
                ? sentence
                : translated(sentence, DEEPEST).orElse(sentence);
    }

    private Optional<String> translated(String sentence, int depth) {
        if (depth == 0 || sentence.isBlank() || sentence.length() > LONGEST) {
            return Optional.empty();
        }
        for (var phrase : phrases) {
            var fillings = phrase.sentence.fillings(sentence);
            if (fillings.isPresent()) {
                return Optional.of(phrase.say(fillings.get(), part -> known(part, depth - 1)));
            }
        }
        var labelled = LABELLED.matcher(sentence);
        return labelled.matches()
                ? translated(labelled.group(2), depth - 1)
                        .map(rest -> labelled.group(1) + "：" + rest)
                : Optional.empty();
    }

    private String known(String part, int depth) {
        return translated(part, depth).orElse(part);
    }

    /**
     * One sentence.
     *
     * @param gaps numbers of the gaps in the order in which they come
     */
    private record Phrase(SentencePattern sentence, List<Integer> gaps, MessageFormat translation) {

        static Phrase of(String english, String chinese) {
            var gaps = new ArrayList<Integer>();
            var literals = new ArrayList<String>();
            var fillers = new ArrayList<SentencePattern.Filler>();
            int from = 0;
            for (var gap = GAP.matcher(english); gap.find(); from = gap.end()) {
                literals.add(english.substring(from, gap.start()));
                gaps.add(Integer.parseInt(gap.group(1)));
                fillers.add(
                        switch (gap.group(2)) {
                            case ",number" -> SentencePattern.Filler.NUMBER;
                            case ",word" -> SentencePattern.Filler.WORD;
                            case null, default -> SentencePattern.Filler.ANYTHING;
                        });
            }
            literals.add(english.substring(from));
            return new Phrase(
                    new SentencePattern(literals, fillers),
                    gaps,
                    new MessageFormat(chinese, Locale.CHINESE));
        }

        int literals() {
            return sentence.literals().stream().mapToInt(String::length).sum();
        }

        String say(List<String> fillings, UnaryOperator<String> translate) {
            var arguments = new Object[gaps.size()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[gaps.get(i)] = translate.apply(fillings.get(i));
            }
            // A MessageFormat is not safe for use by several threads.
            return ((MessageFormat) translation.clone()).format(arguments);
        }
    }
}
