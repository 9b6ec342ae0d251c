package cn.ac.pcl.octopus.base.user;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The account of an administrator; all of them have all powers. */
@Entity
@Table(name = "administrators")
@SuppressWarnings("UnusedVariable") // what is only written is read in the table
class Administrator {
    @Id private String id;
    private String username;
    private String email;
    private String phone;
    private String password;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Version private @Nullable Long version;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Administrator() {}

    Administrator(AdministratorProperties wanted, String passwordHash, String id, Instant now) {
        this.id = id;
        this.username = wanted.username();
        this.email = wanted.email();
        this.phone = wanted.phone();
        this.password = passwordHash;
        this.createdAt = now;
        this.updatedAt = now;
    }

    void changePassword(String passwordHash, Instant now) {
        password = passwordHash;
        updatedAt = now;
    }

    String id() {
        return id;
    }

    String passwordHash() {
        return password;
    }
}
