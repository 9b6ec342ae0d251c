package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a state remembers of its earlier decisions. A state without it decides as a scheduler does
/// that has just been started: it asks every gang anew and keeps nothing for anybody.
///
/// @param told the code of the reason that each waiting gang was told last
/// @param parked the gangs that are not asked until something changes for them
/// @param rooms what pools keep for waiting gangs
/// @param takeovers the room that is being made for gangs
/// @param ending the pods whose end has been asked for
/// @param cancelled notices that have to be taken back
/// @param patience when a pool looks again who waits too long; pools that need not are left out
/// @param lookAgain when a pool looks again whether room can be made; likewise
/// @param changed the pools in which it has still to be looked whether there is hope now for those
///   who had none
/// @param relieved the pools in which room has appeared since the last cycle
public record Remembered(
        Map<GangId, String> told,
        List<Parked> parked,
        List<Room> rooms,
        List<Making> takeovers,
        Set<PodId> ending,
        List<Eviction> cancelled,
        Map<String, Instant> patience,
        Map<String, Instant> lookAgain,
        Set<String> changed,
        Set<String> relieved) {
    public static final Remembered NOTHING =
            new Remembered(
                    Map.of(), List.of(), List.of(), List.of(), Set.of(), List.of(), Map.of(),
                    Map.of(), Set.of(), Set.of());

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

    /// Where a pod that waits will be.
    public record Place(PodId pod, String node) {}

    /// The places kept for a gang.
    ///
    /// @param holds false when the next cycle gives it up
    /// @param stirred true when pods at which the gang's rules look came or went since the places
    ///   were found to be good
    /// @param places where its pods have been found to fit, in the order in which they are placed;
    ///   none when it is given up
    /// @param nodes the nodes it is on
    /// @param left what others may still take of them; all of those that are left out
    public record Room(
            String pool,
            Reservation reservation,
            boolean holds,
            boolean stirred,
            List<Place> places,
            List<String> nodes,
            Map<String, Resources> left) {
        public Room {
            places = List.copyOf(places);
            nodes = List.copyOf(nodes);
            left = Map.copyOf(left);
        }
    }

    /// The room that is being made for a gang.
    ///
    /// @param places where its pods will be, in the order in which they are placed
    /// @param victims the pods that have still to leave
    /// @param asked when their end was asked for last, null before the deadline
    public record Making(
            GangId gang,
            List<Place> places,
            List<PodId> victims,
            Instant deadline,
            @Nullable Instant asked) {
        public Making {
            places = List.copyOf(places);
            victims = List.copyOf(victims);
        }
    }

    public Remembered {
        told = Map.copyOf(told);
        parked = List.copyOf(parked);
        rooms = List.copyOf(rooms);
        takeovers = List.copyOf(takeovers);
        ending = Set.copyOf(ending);
        cancelled = List.copyOf(cancelled);
        patience = Map.copyOf(patience);
        lookAgain = Map.copyOf(lookAgain);
        changed = Set.copyOf(changed);
        relieved = Set.copyOf(relieved);
    }
}
