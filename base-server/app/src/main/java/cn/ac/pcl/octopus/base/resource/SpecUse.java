package cn.ac.pcl.octopus.base.resource;

import java.util.Optional;

/** Somebody who may have reasons against the deletion of a spec. */
public interface SpecUse {
    /** A sentence that says why the spec must stay, or nothing. */
    Optional<String> usesSpec(String specId);
}
