package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One role of a job.
 *
 * @param name unique in the job
 * @param replicas how many equal pods; absent means one
 * @param template the pod
 * @param policies what to do upon an event of this role
 * @param completionPolicy when the role has succeeded or failed (our addition)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskSpec(
        String name,
        Integer replicas,
        @Nullable PodTemplateSpec template,
        List<LifecyclePolicy> policies,
        @Nullable CompletionPolicy completionPolicy) {

    public TaskSpec {
        name = name == null ? "" : name;
        replicas = replicas == null ? 1 : replicas;
        policies = Absent.toEmpty(policies);
    }

    public TaskSpec(String name, int replicas, PodTemplateSpec template) {
        this(name, replicas, template, List.of(), null);
    }

    public TaskSpec withPolicies(List<LifecyclePolicy> changed) {
        return new TaskSpec(name, replicas, template, changed, completionPolicy);
    }

    public TaskSpec withCompletionPolicy(CompletionPolicy changed) {
        return new TaskSpec(name, replicas, template, policies, changed);
    }
}
