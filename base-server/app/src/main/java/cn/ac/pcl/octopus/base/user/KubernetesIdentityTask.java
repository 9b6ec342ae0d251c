package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.tasks.BackgroundTask;
import cn.ac.pcl.octopus.base.tasks.Retry;
import org.springframework.stereotype.Component;

/** Gives a new user its identity in Kubernetes, however long the cluster is away. */
@Component
class KubernetesIdentityTask implements BackgroundTask<KubernetesIdentityTask.Owner> {
    static final String NAME = "user.kubernetes-identity";

    record Owner(String userId) {}

    private final KubernetesIdentity identity;

    KubernetesIdentityTask(KubernetesIdentity identity) {
        this.identity = identity;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Owner> dataType() {
        return Owner.class;
    }

    @Override
    public void run(Owner owner) {
        identity.ensure(owner.userId());
    }

    @Override
    public Retry retry(Owner owner) {
        return Retry.FOR_EVER;
    }

    /** Nothing is lost: {@link KubernetesIdentityRepair} looks at every user. */
    @Override
    public void giveUp(Owner owner, Throwable cause) {}
}
