package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gangs that are alike in everything that decides whether they can start: when its first gang
/// cannot, none of the others can. A line that failed is parked, and costs nothing until an event
/// wakes it.
final class Line {
    /// What the gangs of a line have in common.
    ///
    /// @param namespace where its pods are, by which others' rules tell them apart
    /// @param need how many pods have to be placed at once, zero for gangs that run and grow
    /// @param pods how many pods of each class wait
    /// @param topology how close to each other they must run
    /// @param alone the gang, when it differs from all others: its pods must run where some of it
    ///   run already
    record Key(
            Pool pool,
            Owner owner,
            String namespace,
            int need,
            @Nullable Duration runTime,
            Map<PodClass, Integer> pods,
            @Nullable GangTopology topology,
            @Nullable GangId alone) {
        @Nullable String requiredLevel() {
            return topology == null ? null : topology.required();
        }

        /// What those have in common that may run for different times.
        Key atAnyTime() {
            return runTime == null
                    ? this
                    : new Key(pool, owner, namespace, need, null, pods, topology, alone);
        }

        /// The class of all pods; null when they are of several.
        @Nullable PodClass onlyClass() {
            return pods.size() == 1 ? pods.keySet().iterator().next() : null;
        }

        /// How many pods wait.
        int size() {
            return pods.values().stream().mapToInt(Integer::intValue).sum();
        }

        /// True when all pods that wait are needed.
        boolean startsWhole() {
            return need == size();
        }
    }

    final Key key;
    final Account account;

    /// A number of its own, only to tell lines apart.
    final int number;

    /// First comes the gang whose turn is next.
    final TreeSet<Gang> gangs = new TreeSet<>(Gang.ORDER);

    /// Those of them that have not been told the line's reason.
    final Set<Gang> untold = new LinkedHashSet<>();

    boolean awake;

    /// True while it is awake only because room has appeared that may be enough for it.
    boolean hopeful;

    /// The account whose limit it waits for while it is parked; null while it waits for room.
    @Nullable Account blockedBy;

    /// Those that are like it, while it is parked and waits for room; null otherwise.
    @Nullable Peers peers;

    /// Why its first gang failed; null before it was tried.
    @Nullable Reason reason;

    Line(Key key, Account account, int number) {
        this.key = key;
        this.account = account;
        this.number = number;
    }

    boolean grows() {
        return key.need() == 0;
    }
}
