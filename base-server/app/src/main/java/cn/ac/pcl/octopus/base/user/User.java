package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.api.Gender;
import cn.ac.pcl.octopus.base.api.UserStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The account of a person. The e-mail is its login and never changes. */
@Entity
@Table(name = "users")
class User {
    @Id private String id;

    @Column(name = "full_name")
    private String fullName;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Gender gender;

    private String email;

    /** Null rather than empty, because it is unique. */
    private @Nullable String phone;

    private String password;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private UserStatus status;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Version private @Nullable Long version;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected User() {}

    User(Profile profile, String email, String passwordHash, String id, Instant now) {
        this.id = id;
        this.fullName = profile.fullName();
        this.gender = profile.gender();
        this.phone = profile.phone();
        this.email = email;
        this.password = passwordHash;
        this.status = UserStatus.ACTIVE;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** What people may correct later. */
    record Profile(String fullName, Gender gender, @Nullable String phone) {}

    void correct(Profile profile, Instant now) {
        fullName = profile.fullName();
        gender = profile.gender();
        phone = profile.phone();
        updatedAt = now;
    }

    void changePassword(String passwordHash, Instant now) {
        password = passwordHash;
        updatedAt = now;
    }

    /** Freezing a frozen account changes nothing. */
    void freeze(Instant now) {
        moveTo(UserStatus.FROZEN, now);
    }

    /** Thawing an active account changes nothing. */
    void thaw(Instant now) {
        moveTo(UserStatus.ACTIVE, now);
    }

    private void moveTo(UserStatus next, Instant now) {
        if (status != next) {
            status = next;
            updatedAt = now;
        }
    }

    boolean isFrozen() {
        return status == UserStatus.FROZEN;
    }

    String id() {
        return id;
    }

    Profile profile() {
        return new Profile(fullName, gender, phone);
    }

    String email() {
        return email;
    }

    String passwordHash() {
        return password;
    }

    UserStatus status() {
        return status;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
