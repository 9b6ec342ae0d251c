package cn.ac.pcl.octopus.base.resource;

import java.util.Optional;

/** Somebody who may have reasons against the deletion of a pool. */
public interface PoolUse {
    /** A sentence that says why the pool must stay, or nothing. */
    Optional<String> usesPool(String poolId);
}
