package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.tasks.RecurringWork;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Restores what somebody deleted of the identities in Kubernetes. */
@Component
class KubernetesIdentityRepair implements RecurringWork {
    private static final Logger log = LoggerFactory.getLogger(KubernetesIdentityRepair.class);
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final int BATCH = 500;

    private final Users users;
    private final KubernetesIdentity identity;

    KubernetesIdentityRepair(Users users, KubernetesIdentity identity) {
        this.users = users;
        this.identity = identity;
    }

    @Override
    public String name() {
        return "user.kubernetes-identity-repair";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public void run() {
        var present = identity.present();
        var batch = users.idsAfter("", BATCH);
        while (!batch.isEmpty()) {
            for (var userId : batch) {
                if (!present.isWhole(userId)) {
                    restore(userId);
                }
            }
            batch = users.idsAfter(batch.getLast(), BATCH);
        }
    }

    /** One user whose namespace is, say, still being deleted keeps nobody else waiting. */
    private void restore(String userId) {
        try {
            identity.ensure(userId);
            log.info("The Kubernetes identity of user {} is restored", userId);
        } catch (KubernetesClientException e) {
            log.warn("The Kubernetes identity of user {} waits: {}", userId, e.getMessage());
        }
    }
}
