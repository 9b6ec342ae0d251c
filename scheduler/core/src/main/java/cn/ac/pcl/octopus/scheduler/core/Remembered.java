package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a state remembers of its earlier decisions. A state without it decides as a scheduler does
/// that has just been started: it asks every gang anew and keeps nothing for anybody.
///
/// @param told the code of the reason that each waiting gang was told last
/// @param parked the gangs that are not asked until something changes for them
/// @param rooms what pools keep for waiting gangs
/// @param patience when a pool looks again who waits too long; pools that need not are left out
/// @param relieved the pools in which room has appeared since the last cycle
public record Remembered(
        Map<GangId, String> told,
        List<Parked> parked,
        List<Room> rooms,
        Map<String, Instant> patience,
        Set<String> relieved) {
    public static final Remembered NOTHING =
            new Remembered(Map.of(), List.of(), List.of(), Map.of(), Set.of());

    /// Gangs that are alike, of which the first could not start.
    ///
    /// @param untold those of them that have not been told the reason
    /// @param ruled true when rules about other pods are about them
    /// @param stirred true when something has happened since it was tried: on nodes, or to the pods
    ///   that the rules look at
    public record Parked(
            List<GangId> gangs,
            List<GangId> untold,
            Reason reason,
            boolean ruled,
            boolean stirred) {
        public Parked {
            gangs = List.copyOf(gangs);
            untold = List.copyOf(untold);
        }
    }

    /// The nodes kept for a gang.
    ///
    /// @param holds false when the next cycle gives it up
    /// @param nodes the nodes it is on
    /// @param left what others may still take of them; all of those that are left out
    public record Room(
            String pool,
            Reservation reservation,
            boolean holds,
            List<String> nodes,
            Map<String, Resources> left) {
        public Room {
            nodes = List.copyOf(nodes);
            left = Map.copyOf(left);
        }
    }

    public Remembered {
        told = Map.copyOf(told);
        parked = List.copyOf(parked);
        rooms = List.copyOf(rooms);
        patience = Map.copyOf(patience);
        relieved = Set.copyOf(relieved);
    }
}
