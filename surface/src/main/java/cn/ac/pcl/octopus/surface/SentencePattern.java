package cn.ac.pcl.octopus.surface;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sentence with gaps: literals, and between each two of them a gap that something fills.
 *
 * <p>It is no regular expression, because programs say what they like, and everybody who lists
 * their jobs pays for the reading: the time grows with the length of a sentence and the number of
 * gaps, never with a power of either.
 *
 * @param literals one more than there are gaps; the first and the last may be empty
 */
record SentencePattern(List<String> literals, List<Filler> fillers) {

    /** What may stand in a gap, one character at least. */
    enum Filler {
        ANYTHING,
        /** No white space. */
        WORD,
        /** Digits and points. */
        NUMBER;

        boolean takes(char c) {
            return switch (this) {
                case ANYTHING -> true;
                case WORD -> !Character.isWhitespace(c);
                case NUMBER -> c == '.' || (c >= '0' && c <= '9');
            };
        }
    }

    SentencePattern {
        literals = List.copyOf(literals);
        fillers = List.copyOf(fillers);
    }

    /** What fills the gaps of a sentence, each as short as can be; nothing when it is another. */
    Optional<List<String>> fillings(String sentence) {
        boolean starts = sentence.startsWith(literals.getFirst());
        if (!starts || !sentence.endsWith(literals.getLast())) {
            return Optional.empty();
        }
        if (fillers.isEmpty()) {
            return sentence.equals(literals.getFirst()) ? Optional.of(List.of()) : Optional.empty();
        }
        var search = new Search(sentence);
        return search.from(0, literals.getFirst().length())
                ? Optional.of(search.found)
                : Optional.empty();
    }

    /** One search, from left to right. */
    private final class Search {
        private final String sentence;
        private final List<String> found = new ArrayList<>();
        private final boolean[] exhausted = new boolean[fillers.size()];

        Search(String sentence) {
            this.sentence = sentence;
        }

        /**
         * Fills a gap and all behind it.
         *
         * <p>Places come from left to right, so whoever comes again to a gap that takes anything
         * comes from further right, and would only try again what led nowhere.
         */
        boolean from(int gap, int start) {
            if (exhausted[gap]) {
                return false;
            }
            Filler filler = fillers.get(gap);
            String next = literals.get(gap + 1);
            boolean last = gap + 1 == fillers.size();
            int end = last ? sentence.length() - next.length() : nextAt(next, start + 1);
            int taken = start;
            while (end > start) {
                while (taken < end && filler.takes(sentence.charAt(taken))) {
                    taken++;
                }
                if (taken < end) {
                    return false;
                }
                found.add(sentence.substring(start, end));
                if (last || from(gap + 1, end + next.length())) {
                    return true;
                }
                found.removeLast();
                end = nextAt(next, end + 1);
            }
            exhausted[gap] = filler == Filler.ANYTHING;
            return false;
        }

        private int nextAt(String literal, int from) {
            return sentence.indexOf(literal, from);
        }
    }
}
