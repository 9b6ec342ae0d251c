package cn.ac.pcl.octopus.base.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTests {
    private final Passwords passwords = new Passwords();

    @Test
    void knowsAPasswordByItsHash() {
        var hash = passwords.hash("correct horse");
        assertThat(hash).startsWith("$2a$10$");
        assertThat(passwords.matches("correct horse", hash)).isTrue();
        assertThat(passwords.matches("correct horsE", hash)).isFalse();
    }

    @Test
    void readsLongPasswordsToTheirEnd() {
        var hash = passwords.hash("密".repeat(29) + "一");
        assertThat(passwords.matches("密".repeat(29) + "一", hash)).isTrue();
        assertThat(passwords.matches("密".repeat(29) + "二", hash)).isFalse();
    }

    @Test
    void matchesNothingForNobody() {
        assertThat(passwords.matches("the password of an account that does not exist", null))
                .isFalse();
    }
}
