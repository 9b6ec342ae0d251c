package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How close to each other the pods of a gang run, in Volcano's words.
 *
 * @param mode {@code hard}: all inside one domain, or none starts; {@code soft}: as near as it
 *     goes; absent means hard
 * @param highestTierAllowed the widest domain that will do for hard, 1 for the narrowest; absent
 *     means 1
 * @param highestTierName the same by the label that names the domain; goes before the number
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NetworkTopology(
        @Nullable String mode,
        @Nullable Integer highestTierAllowed,
        @Nullable String highestTierName) {}
