package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.identity.Secret;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first administrator. It is made when there is none of that name; a password that is changed
 * here holds from the next start.
 *
 * @param username login; empty means that none is made
 * @param password its password; empty means that none is made
 * @param email for people only
 * @param phone for people only
 */
@ConfigurationProperties("octopus.administrator")
record AdministratorProperties(
        @DefaultValue("") String username,
        @DefaultValue("") Secret password,
        @DefaultValue("") String email,
        @DefaultValue("") String phone) {

    boolean isGiven() {
        return !username.isBlank() && !password.text().isEmpty();
    }
}
