package cn.ac.pcl.octopus.base.asset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentTests {
    private final Content content = Content.waiting();

    @Test
    void knowsAnUploadByTheNameItWasAnnouncedUnder() {
        content.expect("a.zip", "key");
        assertThat(content.keyOf("a.zip")).contains("key");
        assertThat(content.keyOf("b.zip")).isEmpty();
    }

    @Test
    void hearsTheEndOfThePresentAttemptOnly() {
        assertThat(content.begin()).isEqualTo(1);
        assertThat(content.begin()).isZero();
        assertThat(content.failed(1, "broken")).isTrue();
        assertThat(content.reason()).isEqualTo("broken");
        assertThat(content.begin()).isEqualTo(2);
        assertThat(content.reason()).isEmpty();
        assertThat(content.done(1)).isFalse();
        assertThat(content.failed(1, "late")).isFalse();
        assertThat(content.done(2)).isTrue();
        assertThat(content.done(2)).isFalse();
        assertThat(content.failed(2, "late")).isFalse();
        assertThat(content.state()).isEqualTo(ContentState.READY);
        assertThat(content.progress()).isEqualTo(100);
    }

    @Test
    void cutsAReasonToTheColumn() {
        content.begin();
        content.failed(1, "x".repeat(1000));
        assertThat(content.reason()).hasSize(500);
    }
}
