package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.Isolation;
import cn.ac.pcl.octopus.local.cluster.LocalNodeOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** What all pods of a node share. */
record NodeContext(
        LocalNodeOptions options,
        KubernetesClient client,
        Images images,
        Isolation isolation,
        PodAddresses addresses,
        Scripts scripts) {

    /** Where a pod's state lies. */
    Path directory(String uid) {
        return pods().resolve(uid);
    }

    Path pods() {
        return options.directory().resolve("pods");
    }
}
