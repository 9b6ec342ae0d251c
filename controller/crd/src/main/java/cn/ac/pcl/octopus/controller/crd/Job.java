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

/** A batch job: tasks (roles) of equal pods that start together and end by a declared rule. */
@Group("batch.volcano.sh")
@Version("v1alpha1")
@Singular("job")
@Plural("jobs")
@ShortNames({"vcjob", "vj"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Job extends CustomResource<JobSpec, @Nullable JobStatus> implements Namespaced {

    @Override
    protected JobSpec initSpec() {
        return JobSpec.EMPTY;
    }

    @Override
    protected @Nullable JobStatus initStatus() {
        return null;
    }
}
