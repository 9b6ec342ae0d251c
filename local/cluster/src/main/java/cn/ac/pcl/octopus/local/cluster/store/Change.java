package cn.ac.pcl.octopus.local.cluster.store;

import org.jspecify.annotations.Nullable;

/**
 * One step in the life of an object: created (nothing before), updated, or removed (nothing after).
 *
 * @param last the object after the step, or its last state with the version of its removal
 */
public record Change(
        @Nullable StoredObject before, @Nullable StoredObject after, StoredObject last) {

    public long version() {
        return last.version();
    }
}
