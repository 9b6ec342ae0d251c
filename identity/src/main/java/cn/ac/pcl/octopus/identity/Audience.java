package cn.ac.pcl.octopus.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The surface for which a token was issued; no other accepts it. */
public enum Audience {
    /** The user surface, {@code openai-server}. */
    USER("octopus-user"),
    /** The administrator surface, {@code admin-server}. */
    ADMINISTRATOR("octopus-administrator");

    private final String claim;

    Audience(String claim) {
        this.claim = claim;
    }

    /** Value of the claim {@code aud}. */
    public String claim() {
        return claim;
    }

    static Optional<Audience> of(List<String> claims) {
        return Arrays.stream(values()).filter(it -> claims.equals(List.of(it.claim))).findFirst();
    }
}
