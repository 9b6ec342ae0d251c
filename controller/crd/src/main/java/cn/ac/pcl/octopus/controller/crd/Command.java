package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * An order to a Job or a Queue; carried out once and deleted. Its fields stand at the top level.
 */
@Group("bus.volcano.sh")
@Version("v1alpha1")
@Singular("command")
@Plural("commands")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Command extends CustomResource<Void, Void> implements Namespaced {

    private @Nullable Action action;
    private @Nullable OwnerReference target;
    private @Nullable String reason;
    private @Nullable String message;

    /** What to do; null when the object names none. */
    public @Nullable Action getAction() {
        return action;
    }

    public void setAction(@Nullable Action action) {
        this.action = action;
    }

    /** The Job or Queue that the order is for. */
    public @Nullable OwnerReference getTarget() {
        return target;
    }

    public void setTarget(@Nullable OwnerReference target) {
        this.target = target;
    }

    public @Nullable String getReason() {
        return reason;
    }

    public void setReason(@Nullable String reason) {
        this.reason = reason;
    }

    public @Nullable String getMessage() {
        return message;
    }

    public void setMessage(@Nullable String message) {
        this.message = message;
    }
}
