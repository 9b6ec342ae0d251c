package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gang needs.
 *
 * @param minMember how many pods must be placed together
 * @param queue the pool; absent means {@code default}
 * @param priorityClassName the gang's priority
 * @param minResources what {@code minMember} pods ask for together
 * @param expectedRunSeconds declared run time (our addition)
 * @param networkTopology how close to each other its pods run; absent means anywhere
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodGroupSpec(
        Integer minMember,
        @Nullable String queue,
        @Nullable String priorityClassName,
        Map<String, Quantity> minResources,
        @Nullable Long expectedRunSeconds,
        @Nullable NetworkTopology networkTopology) {

    static final PodGroupSpec EMPTY = new PodGroupSpec(0, null, null, Map.of(), null);

    public PodGroupSpec {
        minMember = Absent.toZero(minMember);
        minResources = Absent.toEmpty(minResources);
    }

    /** Of a gang that runs anywhere. */
    public PodGroupSpec(
            Integer minMember,
            @Nullable String queue,
            @Nullable String priorityClassName,
            Map<String, Quantity> minResources,
            @Nullable Long expectedRunSeconds) {
        this(minMember, queue, priorityClassName, minResources, expectedRunSeconds, null);
    }
}
