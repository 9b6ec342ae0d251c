package cn.ac.pcl.octopus.base.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/** Resource pools: named parts of the cluster, each a queue. Administrators only. */
@HttpExchange("/pools")
public interface PoolApi {
    /** A DNS label, so that a queue and a node label may be named by it. */
    String NAME = "[a-z0-9]([-a-z0-9.]{0,28}[a-z0-9])?";

    /** The groups of specs that a pool offers. */
    String GROUP = "debug|train|deploy";

    @GetExchange
    List<PoolView> list();

    @PostExchange
    Reference create(@Valid @RequestBody NewPool pool);

    @PutExchange("/{id}")
    Reference update(@PathVariable String id, @Valid @RequestBody PoolChange change);

    @DeleteExchange("/{id}")
    Reference delete(@PathVariable String id);

    record SpecIds(@Nullable List<@NotBlank @Size(max = 36) String> resourceSpecIds) {}

    /**
     * A pool.
     *
     * @param id its name
     * @param isDefault whether it is the pool of the default workspace
     */
    record PoolView(
            String id,
            String name,
            String desc,
            @JsonProperty("default") boolean isDefault,
            List<String> bindingNodes,
            Map<String, SpecIds> mapResourceSpecIdList) {}

    record NewPool(
            @NotNull @Pattern(regexp = NAME) String name,
            @Nullable @Size(max = 300) String desc,
            @Nullable List<@NotBlank @Size(max = 253) String> bindingNodes,
            @Nullable Map<@Pattern(regexp = GROUP) String, @Valid @NotNull SpecIds>
                    mapResourceSpecIdList) {}

    record PoolChange(
            @Nullable @Size(max = 300) String desc,
            @Nullable List<@NotBlank @Size(max = 253) String> bindingNodes,
            @Nullable Map<@Pattern(regexp = GROUP) String, @Valid @NotNull SpecIds>
                    mapResourceSpecIdList) {}
}
