package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/**
 * Kinds of capacity that specs are made of. System resources are what nodes report; a custom one is
 * a name for a reported one on chosen nodes only. Administrators only.
 */
@HttpExchange("/resources")
public interface ResourceApi {
    /** What may be part of a node label. */
    String NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,28}[A-Za-z0-9])?";

    @GetExchange
    List<ResourceView> list();

    @PostExchange
    Reference create(@Valid @RequestBody NewResource resource);

    /** Of a system resource only the description changes. */
    @PutExchange("/{id}")
    Reference update(@PathVariable String id, @Valid @RequestBody ResourceChange change);

    @DeleteExchange("/{id}")
    Reference delete(@PathVariable String id);

    /**
     * A resource and where it is.
     *
     * @param resourceRef the reported resource that a custom one stands for, empty for a system one
     * @param bindingNodeLabelKey empty for a system resource
     */
    record ResourceView(
            String id,
            String name,
            String desc,
            String resourceRef,
            List<String> bindingNodes,
            String bindingNodeLabelKey,
            String bindingNodeLabelValue) {}

    record NewResource(
            @NotNull @Pattern(regexp = NAME) String name,
            @Nullable @Size(max = 300) String desc,
            @NotBlank @Size(max = 100) String resourceRef,
            @Nullable List<@NotBlank @Size(max = 253) String> bindingNodes) {}

    record ResourceChange(
            @Nullable @Size(max = 300) String desc,
            @Nullable @Size(max = 100) String resourceRef,
            @Nullable List<@NotBlank @Size(max = 253) String> bindingNodes) {}
}
