package cn.ac.pcl.octopus.surface;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.surface.SentencePattern.Filler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentencePatternTests {
    @Test
    void fillsItsGapsWithAsLittleAsCanBe() {
        var pattern =
                new SentencePattern(
                        List.of("", " failed: ", " (", " of them)"),
                        List.of(Filler.WORD, Filler.ANYTHING, Filler.NUMBER));
        assertThat(pattern.fillings("task0 failed: exit (Error) (2 of them)"))
                .contains(List.of("task0", "exit (Error)", "2"));
        assertThat(pattern.fillings("task 0 failed: exit (2 of them)")).isEmpty();
        assertThat(pattern.fillings(" failed: exit (2 of them)")).isEmpty();
    }

    /** The same as the regular expression finds, whatever the sentence. */
    @Test
    void findsWhatARegularExpressionFinds() {
        var random = new Random(11);
        var kinds = List.of(Filler.values());
        for (int round = 0; round < 20_000; round++) {
            int gaps = random.nextInt(5);
            var literals =
                    IntStream.rangeClosed(0, gaps)
                            .mapToObj(i -> text(random, i > 0 && i < gaps ? 1 : 0, 3))
                            .toList();
            var fillers =
                    IntStream.range(0, gaps)
                            .mapToObj(_ -> kinds.get(random.nextInt(kinds.size())))
                            .toList();
            var pattern = new SentencePattern(literals, fillers);
            var sentence = new StringBuilder(literals.getFirst());
            for (int i = 0; i < gaps; i++) {
                sentence.append(text(random, 1, 6)).append(literals.get(i + 1));
            }
            assertThat(pattern.fillings(sentence.toString()))
                    .as("\"%s\" in %s", sentence, pattern)
                    .isEqualTo(byRegularExpression(pattern, sentence.toString()));
        }
    }

    private static String text(Random random, int least, int most) {
        var text = new StringBuilder();
        for (int length = random.nextInt(least, most + 1); length > 0; length--) {
            text.append("a1 (".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    private static Optional<List<String>> byRegularExpression(
            SentencePattern pattern, String sentence) {
        var expression = new StringBuilder(Pattern.quote(pattern.literals().getFirst()));
        for (int i = 0; i < pattern.fillers().size(); i++) {
            expression.append(
                    switch (pattern.fillers().get(i)) {
                        case ANYTHING -> "(.+?)";
                        case WORD -> "(\\S+?)";
                        case NUMBER -> "([0-9.]+?)";
                    });
            expression.append(Pattern.quote(pattern.literals().get(i + 1)));
        }
        var found = Pattern.compile(expression.toString(), Pattern.DOTALL).matcher(sentence);
        if (!found.matches()) {
            return Optional.empty();
        }
        var fillings = new ArrayList<String>();
        for (int i = 1; i <= found.groupCount(); i++) {
            fillings.add(found.group(i));
        }
        return Optional.of(fillings);
    }
}
