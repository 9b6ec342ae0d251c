package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.database.SchemaReady;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/** Logs administrators in and makes the first one. */
@Service
@EnableConfigurationProperties(AdministratorProperties.class)
class Administrators {
    private static final Logger log = LoggerFactory.getLogger(Administrators.class);

    private final AdministratorRepository administrators;
    private final Passwords passwords;
    private final AdministratorProperties configured;
    private final Clock clock;

    Administrators(
            AdministratorRepository administrators,
            Passwords passwords,
            AdministratorProperties configured,
            Clock clock) {
        this.administrators = administrators;
        this.passwords = passwords;
        this.configured = configured;
        this.clock = clock;
    }

    Administrator authenticate(String username, String password) {
        var administrator = administrators.findByUsername(username).orElse(null);
        if (!passwords.matches(
                        password, administrator == null ? null : administrator.passwordHash())
                || administrator == null) {
            throw Refusal.of(ErrorCode.WRONG_CREDENTIALS);
        }
        return administrator;
    }

    @EventListener
    void ensureFirst(SchemaReady ready) {
        if (!configured.isGiven()) {
            return;
        }
        var known = administrators.findByUsername(configured.username());
        if (known.isEmpty()) {
            create();
        } else if (!passwords.matches(configured.password().text(), known.get().passwordHash())) {
            known.get()
                    .changePassword(passwords.hash(configured.password().text()), clock.instant());
            administrators.save(known.get());
            log.info("The password of {} follows the configuration", configured.username());
        }
    }

    private void create() {
        try {
            administrators.saveAndFlush(
                    new Administrator(
                            configured,
                            passwords.hash(configured.password().text()),
                            Ids.random(),
                            clock.instant()));
            log.info("The administrator {} was made", configured.username());
        } catch (DataIntegrityViolationException e) {
            log.debug("Another process made the administrator", e);
        }
    }
}
