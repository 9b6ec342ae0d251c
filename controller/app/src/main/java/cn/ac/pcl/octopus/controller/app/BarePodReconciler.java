package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.controller.core.BarePods;
import cn.ac.pcl.octopus.controller.core.Settings;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;

/** Gives a pod that belongs to no gang a gang of one. */
final class BarePodReconciler {

    private final ClusterWatch watch;
    private final Cluster cluster;
    private final Settings settings;

    BarePodReconciler(ClusterWatch watch, Cluster cluster, Settings settings) {
        this.watch = watch;
        this.cluster = cluster;
        this.settings = settings;
    }

    Optional<Duration> reconcile(Key.OfPod key) {
        Optional<Pod> pod = watch.barePod(key);
        Optional<PodGroup> group = pod.flatMap(found -> BarePods.groupFor(found, settings));
        if (pod.isPresent() && group.isPresent()) {
            cluster.apply(group.get());
            cluster.annotate(
                    pod.get(), VolcanoNames.GROUP_NAME, group.get().getMetadata().getName());
        }
        return Optional.empty();
    }
}
