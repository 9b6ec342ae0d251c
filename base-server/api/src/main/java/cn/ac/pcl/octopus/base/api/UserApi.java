package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/** Accounts of people. */
@HttpExchange("/users")
public interface UserApi {
    /** An 11-digit mobile number of the mainland, or nothing. */
    String PHONE = "|1[345789][0-9]{9}";

    /**
     * For the login; the caller is nobody. An unknown account and a wrong password give the same
     * answer in the same time; {@code account.frozen} only follows the right password.
     */
    @PostExchange("/authenticate")
    Authenticated authenticate(@Valid @RequestBody Credentials credentials);

    /** The caller's own account. */
    @GetExchange("/me")
    UserView me();

    /** Administrators only, as everything below. */
    @PostExchange("/search")
    Page<UserView> search(@Valid @RequestBody UserQuery query);

    @GetExchange("/{userId}")
    UserView get(@PathVariable String userId);

    @PostExchange
    Reference create(@Valid @RequestBody NewUser user);

    @PutExchange("/{userId}")
    UserView update(@PathVariable String userId, @Valid @RequestBody UserChange change);

    @PostExchange("/{userId}/freeze")
    Frozen freeze(@PathVariable String userId);

    @PostExchange("/{userId}/thaw")
    Thawed thaw(@PathVariable String userId);

    /**
     * What somebody types to log in.
     *
     * @param username the e-mail of a user, the name of an administrator
     */
    record Credentials(
            @NotNull @Size(min = 1, max = 254) String username,
            @NotNull @Size(min = 1, max = 200) String password) {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /**
     * Who logged in.
     *
     * @param updatedAt when the account of a user was changed last; nothing for an administrator
     */
    record Authenticated(String userId, @Nullable Instant updatedAt) {}

    record UserView(
            String id,
            Instant createdAt,
            Instant updatedAt,
            String fullName,
            String email,
            String phone,
            Gender gender,
            UserStatus status) {}

    record UserQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(Paging.MOST_WIDE) int pageSize,
            @Nullable @Size(max = Paging.SORT_KEY) String sortBy,
            @Nullable @Size(max = Paging.SORT_KEY) String orderBy,
            @Nullable @Size(max = 30) String fullName,
            @Nullable @Size(max = 254) String email,
            @Nullable @Pattern(regexp = PHONE) String phone,
            @Nullable @Size(max = 50) String searchKey,
            @Nullable UserStatus status)
            implements PageQuery {}

    record NewUser(
            @NotBlank @Size(max = 30) @SingleLine String fullName,
            @NotBlank @Email @Size(max = 100) String email,
            @Nullable @Pattern(regexp = PHONE) String phone,
            @NotNull @Size(min = 8, max = 30) String password,
            @NotNull Gender gender) {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "NewUser[" + email + "]";
        }
    }

    /** What is empty or missing stays as it is. */
    record UserChange(
            @Nullable @Size(max = 30) @SingleLine String fullName,
            @Nullable @Pattern(regexp = "(?s)|.{8,30}") String password,
            @Nullable @Pattern(regexp = PHONE) String phone,
            @Nullable Gender gender) {
        /** The new password, if there is one. */
        public Optional<String> newPassword() {
            return Optional.ofNullable(password).filter(text -> !text.isEmpty());
        }

        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "UserChange[" + fullName + "]";
        }
    }

    record Frozen(Instant freezedAt) {}

    record Thawed(Instant thawedAt) {}
}
