package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** Priced sizes that a job or notebook may have. */
@HttpExchange("/specs")
public interface SpecApi {
    /** What the pool of the caller's workspace offers, by the groups debug, train and deploy. */
    @GetExchange("/offered")
    SpecGroups offered();

    /** Administrators only, as everything below. */
    @PostExchange("/search")
    Page<SpecView> search(@Valid @RequestBody SpecQuery query);

    @PostExchange
    Reference create(@Valid @RequestBody NewSpec spec);

    @DeleteExchange("/{id}")
    Reference delete(@PathVariable String id);

    /**
     * A spec.
     *
     * @param price machine-hours charged for one replica's hour; 0 is free
     * @param resourceQuantity Kubernetes quantity by resource name
     */
    record SpecView(String id, String name, long price, Map<String, String> resourceQuantity) {}

    record SpecGroup(List<SpecView> resourceSpecs) {}

    record SpecGroups(Map<String, SpecGroup> mapResourceSpecIdList) {}

    /** All specs unless both members are given. */
    record SpecQuery(@Min(0) int pageIndex, @Min(0) @Max(1000) int pageSize) {}

    record NewSpec(
            @NotBlank @Size(max = 100) @SingleLine String name,
            @Min(0) @Max(NewSpec.MOST_EXPENSIVE) long price,
            @NotEmpty
                    Map<@NotBlank String, @NotNull @Size(min = 1, max = 64) String>
                            resourceQuantity) {
        static final long MOST_EXPENSIVE = 1_000_000;
    }
}
