package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Pods that the scheduler places together or not at all. */
@Group("scheduling.volcano.sh")
@Version("v1beta1")
@Singular("podgroup")
@Plural("podgroups")
@ShortNames({"pg", "podgroup-v1beta1"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public class PodGroup extends CustomResource<PodGroupSpec, @Nullable PodGroupStatus>
        implements Namespaced {

    @Override
    protected PodGroupSpec initSpec() {
        return PodGroupSpec.EMPTY;
    }

    @Override
    protected @Nullable PodGroupStatus initStatus() {
        return null;
    }
}
