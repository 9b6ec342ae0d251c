package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.Nullable;

/// A pod as the state knows it.
final class Pod {
    static final int NOWHERE = -1;

    final PodId id;
    final PodClass kind;
    final @Nullable Gang gang;

    /// The name of the node it is placed on, known or not; null while it waits.
    @Nullable String nodeName;

    /// The slot of that node; NOWHERE while it waits or while the node is unknown.
    int node = NOWHERE;

    /// The device its share lies on, -1 for none.
    int device = -1;

    /// True once the binding is a fact, false while it is only planned.
    boolean bound;

    /// For whom it has to leave; null while it may stay.
    @Nullable Takeover leaving;

    /// True once its end was asked for: it goes, whatever becomes of the gang for which it does.
    boolean ending;

    @Nullable Pod nextOnNode;
    @Nullable Pod previousOnNode;

    Pod(PodId id, PodClass kind, @Nullable Gang gang) {
        this.id = id;
        this.kind = kind;
        this.gang = gang;
    }

    /// True when it has been told to go.
    boolean leaves() {
        return leaving != null || ending;
    }

    boolean placed() {
        return nodeName != null;
    }
}
