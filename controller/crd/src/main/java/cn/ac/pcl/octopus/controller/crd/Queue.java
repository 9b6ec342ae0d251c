package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A pool of nodes as jobs see it: where they queue, and which nodes may run them. */
@Group("scheduling.volcano.sh")
@Version("v1beta1")
@Singular("queue")
@Plural("queues")
@ShortNames({"q", "queue-v1beta1"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Queue extends CustomResource<QueueSpec, @Nullable QueueStatus> {

    @Override
    protected QueueSpec initSpec() {
        return QueueSpec.EMPTY;
    }

    @Override
    protected @Nullable QueueStatus initStatus() {
        return null;
    }
}
