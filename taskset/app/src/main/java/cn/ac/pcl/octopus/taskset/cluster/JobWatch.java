package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.cluster.ApiServerPing;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Watches Jobs and pod groups; goes on by itself when the API server comes back. */
@Component("cluster")
class JobWatch implements ClusterView, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    private static final Duration RESYNC = Duration.ofMinutes(5);

    private final KubernetesClient client;
    private volatile @Nullable SharedIndexInformer<Job> jobs;
    private volatile @Nullable SharedIndexInformer<PodGroup> groups;

    JobWatch(KubernetesClient client) {
        this.client = client;
    }

    /** Begins to watch, and begins anew where a watch has ended for good. */
    synchronized void ensure(Consumer<String> changed) {
        if (isEnded(jobs)) {
            jobs =
                    start(
                            client.resources(Job.class)
                                    .inAnyNamespace()
                                    .withLabel(KubernetesJobs.MANAGED_BY, KubernetesJobs.TASKSET)
                                    .runnableInformer(RESYNC.toMillis()),
                            changed);
        }
        if (isEnded(groups)) {
            groups =
                    start(
                            client.resources(PodGroup.class)
                                    .inAnyNamespace()
                                    .runnableInformer(RESYNC.toMillis()),
                            changed);
        }
    }

    synchronized void close() {
        stop(jobs);
        stop(groups);
        jobs = null;
        groups = null;
    }

    @Override
    public Optional<Job> find(String namespace, String name) {
        return find(jobs, namespace, name);
    }

    @Override
    public String waiting(String namespace, String name) {
        return find(groups, namespace, name)
                .map(group -> PodGroupStatus.of(group).condition(PodGroupCondition.UNSCHEDULABLE))
                .map(PodGroupCondition::message)
                .orElse("");
    }

    @Override
    public Health health() {
        SharedIndexInformer<Job> informer = jobs;
        boolean isUp = informer != null && informer.hasSynced() && ApiServerPing.answers(client);
        return isUp ? Health.up().build() : Health.down().build();
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> start(
            SharedIndexInformer<T> informer, Consumer<String> changed) {
        String kind = informer.getApiTypeClass().getSimpleName();
        informer.exceptionHandler((isStarted, problem) -> {
            LOG.warn("The watch of {}s goes on later: {}", kind, problem.getMessage());
            return true;
        });
        informer.addEventHandler(
                new ResourceEventHandler<T>() {
                    @Override
                    public void onAdd(T added) {
                        changed.accept(added.getMetadata().getName());
                    }

                    @Override
                    public void onUpdate(T before, T after) {
                        changed.accept(after.getMetadata().getName());
                    }

                    @Override
                    public void onDelete(T deleted, boolean isStateUnknown) {
                        changed.accept(deleted.getMetadata().getName());
                    }
                });
        var _ = informer.start();
        return informer;
    }

    private static boolean isEnded(@Nullable SharedIndexInformer<?> informer) {
        return informer == null || informer.stopped().toCompletableFuture().isDone();
    }

    private static <T> Optional<T> find(
            @Nullable SharedIndexInformer<T> informer, String namespace, String name) {
        return informer == null
                ? Optional.empty()
                : Optional.ofNullable(
                        informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }

    private static void stop(@Nullable SharedIndexInformer<?> informer) {
        if (informer != null) {
            informer.stop();
        }
    }
}
