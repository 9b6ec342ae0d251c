package cn.ac.pcl.octopus.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseBookTests {
    private static final Pattern NUMBER = Pattern.compile("\\{(\\d)");

    private final PhraseBook book = PhraseBook.open();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    The job asks for 16 nvidia.com/gpu; 8 nvidia.com/gpu are free.|作业申请 16 nvidia.com/gpu，目前空闲 8 nvidia.com/gpu。
                    The job asks for 2.5 CPU cores; 1 CPU cores are free.|作业申请 2.5 个 CPU 核，目前空闲 1 个 CPU 核。
                    exit code 3|退出码 3
                    exit code 137 (OOMKilled)|退出码 137（OOMKilled）
                    exit code 1: a (b): c|退出码 1：a (b): c
                    task0 failed: exit code 3 (Error) (2 of 4 failed, 1 succeeded)|task0 失败：退出码 3（Error）（4 个中失败 2 个，成功 1 个）
                    j1-task0-0: image no/such:1 cannot be pulled (ErrImagePull)|j1-task0-0：无法拉取镜像 no/such:1（ErrImagePull）
                    task0 replica 0: exit code 3; restarted 2 times before|task0 的第 0 个副本：退出码 3；此前已重启 2 次
                    The archive holds "../x", a name that leads out of the archive|压缩包中的“../x”名称不合法：指向压缩包之外
                    its content is larger than the 5 GB that are allowed|解压后的内容超过允许的 5 GB
                    The platform's volume is full|平台存储卷已满
                    """)
    void translatesWithTheNumbersAndWhatIsKnownInside(String english, String chinese) {
        assertThat(book.in(Locale.CHINESE, english)).isEqualTo(chinese);
        assertThat(book.in(Locale.SIMPLIFIED_CHINESE, english)).isEqualTo(chinese);
        assertThat(book.in(Locale.ENGLISH, english)).isEqualTo(english);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "something new: and unknown", "{0}", "用户自己的话"})
    void leavesAsItIsWhatItDoesNotKnow(String sentence) {
        assertThat(book.in(Locale.CHINESE, sentence)).isEqualTo(sentence);
    }

    /** What a program said becomes part of a sentence; it must not take long, whatever it is. */
    @Test
    void isNotSlowedDownByWhatProgramsSay() {
        var many = " are free, but at most 1 on one node; each pod asks for 1: 1 of".repeat(14);
        assertThat(book.in(Locale.CHINESE, "exit code 1: 1" + many)).contains("退出码 1");
        assertThat(book.in(Locale.CHINESE, "a: ".repeat(10_000))).startsWith("a: ");
        // A regular expression needs half a second for it.
        var quota =
                "a: "
                        + "a uses ".repeat(50)
                        + "b and asks for ".repeat(22)
                        + "c; its limit is ".repeat(17)
                        + "d";
        for (int i = 0; i < 1000; i++) {
            assertThat(book.in(Locale.CHINESE, "exit code 3: " + quota + i)).contains("退出码 3");
        }
    }

    @Test
    void hasATranslationWithTheSameGapsForEverySentence() {
        var english =
                ResourceBundle.getBundle("messages.reasons", Locale.ENGLISH, Messages.NO_FALLBACK);
        var chinese =
                ResourceBundle.getBundle("messages.reasons", Locale.CHINESE, Messages.NO_FALLBACK);
        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        assertThat(english.keySet().stream().map(english::getString)).doesNotHaveDuplicates();
        for (var key : english.keySet()) {
            assertThat(gaps(chinese.getString(key)))
                    .as(key)
                    .isEqualTo(gaps(english.getString(key)));
            var filled =
                    new MessageFormat(chinese.getString(key), Locale.CHINESE)
                            .format(new Object[] {"1", "1", "1", "1", "1"});
            assertThat(filled).as(key).doesNotContain("{", "'");
        }
    }

    private static String gaps(String text) {
        return NUMBER.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }
}
