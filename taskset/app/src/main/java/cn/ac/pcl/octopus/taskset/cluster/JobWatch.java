package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.cluster.Lookout;
import cn.ac.pcl.octopus.cluster.Watches;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Watches Jobs and pod groups; goes on by itself when the API server comes back. */
@Component("cluster")
class JobWatch implements ClusterView, HealthIndicator {
    private static final Duration RESYNC = Duration.ofMinutes(5);

    private final Watches watches = new Watches();
    private final Lookout lookout;
    private final SharedIndexInformer<Job> jobs;
    private final SharedIndexInformer<PodGroup> groups;
    private volatile Consumer<String> changed = _ -> {};

    JobWatch(KubernetesClient client, Clock clock) {
        lookout = new Lookout(client, watches, clock);
        jobs =
                watch(
                        "jobs",
                        client.resources(Job.class)
                                .inAnyNamespace()
                                .withLabel(KubernetesJobs.MANAGED_BY, KubernetesJobs.TASKSET));
        groups = watch("podgroups", client.resources(PodGroup.class).inAnyNamespace());
    }

    /** A job and its pod group have the name of the job here. */
    private <T extends HasMetadata> SharedIndexInformer<T> watch(
            String kind, Informable<T> source) {
        return watches.add(
                kind,
                source,
                RESYNC,
                object -> Stream.of(object.getMetadata().getName()),
                (String name) -> changed.accept(name));
    }

    /** Begins to watch, once. */
    void start(Consumer<String> changed) {
        this.changed = changed;
        watches.start();
        lookout.start();
    }

    void close() {
        lookout.close();
        watches.close();
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
        return lookout.health();
    }

    private static <T> Optional<T> find(
            SharedIndexInformer<T> informer, String namespace, String name) {
        return Optional.ofNullable(
                informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }
}
