package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Takes what a state remembers out of it, and gives it to a state of the same facts, which plans
/// alike from there on.
final class Memory {
    private Memory() {}

    static Remembered of(PoolState state) {
        Map<GangId, String> told = new HashMap<>();
        for (GangSpec spec : state.gangs.specs()) {
            Gang gang = state.gangs.find(spec.id());
            if (gang != null && gang.told != null) {
                told.put(gang.id, gang.told);
            }
        }
        List<Remembered.Room> rooms = new ArrayList<>();
        Map<String, Instant> patience = new HashMap<>();
        Map<String, Instant> lookAgain = new HashMap<>();
        Set<String> changed = new HashSet<>();
        Set<String> relieved = new HashSet<>();
        for (Pool pool : state.pools.all()) {
            if (pool.kept() != null) {
                rooms.add(room(state, pool, pool.kept()));
            }
            if (!pool.patientUntil.equals(Instant.MAX)) {
                patience.put(pool.name, pool.patientUntil);
            }
            if (!pool.lookAgainAt.equals(Instant.MAX)) {
                lookAgain.put(pool.name, pool.lookAgainAt);
            }
            if (pool.lines.hasChanged()) {
                changed.add(pool.name);
            }
            if (pool.relieved) {
                relieved.add(pool.name);
            }
        }
        return new Remembered(
                told,
                parked(state),
                rooms,
                state.takeovers.all().stream().map(it -> making(state, it)).toList(),
                Set.copyOf(state.pods.ending()),
                List.copyOf(state.takeovers.cancelled()),
                patience,
                lookAgain,
                changed,
                relieved);
    }

    private static List<Remembered.Parked> parked(PoolState state) {
        List<Line> asleep = new ArrayList<>();
        for (Pool pool : state.pools.all()) {
            pool.lines.all().stream().filter(line -> !line.awake).forEach(asleep::add);
        }
        asleep.sort(Comparator.comparing(line -> line.gangs.first().id));
        List<Remembered.Parked> parked = new ArrayList<>();
        for (Line line : asleep) {
            if (line.reason != null) {
                parked.add(
                        new Remembered.Parked(
                                ids(line.gangs),
                                ids(line.untold),
                                line.reason,
                                line.peers != null && line.peers.neighbours != null,
                                stirred(state, line)));
            }
        }
        return parked;
    }

    private static boolean stirred(PoolState state, Line line) {
        Peers peers = line.peers;
        if (peers == null) {
            return false;
        }
        return peers.neighbours == null
                ? peers.failedAt != state.pools.stirs()
                : !peers.neighbours.equals(line.key.pool().lines.neighbours(line));
    }

    private static List<GangId> ids(Set<Gang> gangs) {
        return gangs.stream().map(gang -> gang.id).sorted().toList();
    }

    private static Remembered.Room room(PoolState state, Pool pool, Kept kept) {
        Nodes nodes = state.nodes;
        List<String> names = new ArrayList<>();
        Map<String, Resources> left = new HashMap<>();
        for (int slot : kept.slots) {
            if (nodes.exists(slot)) {
                String name = nodes.spec(slot).name();
                names.add(name);
                Allowance allowance = nodes.allowance(slot);
                if (allowance != null) {
                    left.put(name, resources(nodes, allowance.amounts()));
                }
            }
        }
        names.sort(null);
        try (Journal _ = state.tryOut()) {
            if (kept.gang.line == null && waits(kept.gang)) {
                state.gangs.attach(kept.gang);
            }
            boolean holds = kept.holds(nodes);
            return new Remembered.Room(
                    pool.name,
                    new Reservation(kept.gang.id, kept.until),
                    holds,
                    kept.stirred(nodes),
                    holds ? named(nodes, kept.places) : List.of(),
                    names,
                    left);
        }
    }

    private static Remembered.Making making(PoolState state, Takeover takeover) {
        return new Remembered.Making(
                takeover.gang.id,
                named(state.nodes, takeover.promises),
                List.copyOf(takeover.victims.keySet()),
                takeover.deadline,
                takeover.asked);
    }

    private static List<Remembered.Place> named(Nodes nodes, List<Place> places) {
        return places.stream()
                .map(it -> new Remembered.Place(it.pod().id, nodes.spec(it.slot()).name()))
                .toList();
    }

    /// Those of the places of a gang that are known.
    private static List<Place> known(Nodes nodes, Gang gang, List<Remembered.Place> places) {
        List<Place> known = new ArrayList<>();
        for (Remembered.Place place : places) {
            Pod pod = gang.waiting.get(place.pod());
            Integer slot = nodes.slots.get(place.node());
            if (pod != null && slot != null) {
                known.add(new Place(pod, slot));
            }
        }
        return known;
    }

    private static boolean waits(Gang gang) {
        return gang.spec != null && !gang.waiting.isEmpty() && gang.waiting.size() >= gang.need();
    }

    private static Resources resources(Nodes nodes, long[] row) {
        TreeMap<String, Long> amounts = new TreeMap<>();
        for (int r = 0; r < row.length; r++) {
            amounts.put(nodes.symbols.name(r), row[r]);
        }
        return new Resources(amounts);
    }

    private static long[] row(Nodes nodes, Resources amounts) {
        // A resource may be known of earlier days only.
        amounts.amounts().keySet().forEach(nodes.symbols::index);
        nodes.fitStride();
        long[] row = new long[nodes.symbols.size()];
        for (int r = 0; r < row.length; r++) {
            row[r] = amounts.amount(nodes.symbols.name(r));
        }
        return row;
    }

    /// Gives a new state of the same facts its memory. What is said of the unknown is ignored.
    static void restore(PoolState state, Remembered remembered) {
        remembered
                .told()
                .forEach((id, code) -> {
                    Gang gang = state.gangs.find(id);
                    if (gang != null) {
                        gang.told = code;
                    }
                });
        for (Remembered.Parked parked : remembered.parked()) {
            park(state, parked);
        }
        remembered.takeovers().forEach(it -> takeOver(state, it));
        for (PodId id : remembered.ending()) {
            Pod pod = state.pods.find(id);
            if (pod != null && pod.placed()) {
                state.takeovers.setEnding(pod);
            }
        }
        remembered.cancelled().forEach(state.takeovers::cancel);
        for (Pool pool : state.pools.all()) {
            pool.relieved = remembered.relieved().contains(pool.name);
            pool.lines.setChanged(remembered.changed().contains(pool.name));
        }
        remembered.lookAgain().forEach((pool, at) -> state.pools.of(pool).lookAgainAt = at);
        remembered.patience().forEach((pool, at) -> state.pools.of(pool).patientUntil = at);
        for (Remembered.Room room : remembered.rooms()) {
            keep(state, room);
        }
    }

    private static void park(PoolState state, Remembered.Parked parked) {
        Set<GangId> untold = Set.copyOf(parked.untold());
        Set<Line> lines = new HashSet<>();
        for (GangId id : parked.gangs()) {
            Gang gang = state.gangs.find(id);
            if (gang != null && waits(gang)) {
                Line line = state.gangs.attach(gang);
                state.gangs.settle(gang);
                if (!untold.contains(id)) {
                    line.untold.remove(gang);
                }
                lines.add(line);
            }
        }
        for (Line line : lines) {
            Long now = line.key.pool().lines.neighbours(line);
            long fingerprint = (now == null ? 0 : now) + (parked.stirred() ? 1 : 0);
            state.gangs.fail(line, parked.reason(), parked.ruled() ? fingerprint : null);
            if (line.peers != null && parked.stirred()) {
                line.peers.failedAt--;
            }
        }
    }

    private static void takeOver(PoolState state, Remembered.Making making) {
        Gang gang = state.gangs.find(making.gang());
        if (gang == null || gang.account == null || gang.takeover != null || !waits(gang)) {
            return;
        }
        List<Place> promises = known(state.nodes, gang, making.places());
        if (promises.isEmpty() || promises.size() != making.places().size()) {
            return;
        }
        List<Pod> victims = new ArrayList<>();
        for (PodId id : making.victims()) {
            Pod victim = state.pods.find(id);
            if (victim != null && victim.placed() && victim.leaving == null) {
                victims.add(victim);
            }
        }
        state.gangs.detach(gang);
        state.gangs.settle(gang);
        Takeover takeover = new Takeover(gang, gang.account, promises, making.deadline());
        state.takeovers.begin(takeover, victims);
        state.takeovers.setAsked(takeover, making.asked());
    }

    private static void keep(PoolState state, Remembered.Room room) {
        Nodes nodes = state.nodes;
        GangId id = room.reservation().gang();
        Gang known = state.gangs.find(id);
        Gang gang = known == null ? new Gang(id) : known;
        List<String> names = room.nodes().stream().filter(nodes.slots::containsKey).toList();
        List<Place> places = known(nodes, gang, room.places());
        boolean holds =
                room.holds()
                        && waits(gang)
                        && names.size() == room.nodes().size()
                        && places.size() == room.places().size();
        int[] slots = names.stream().mapToInt(name -> nodes.slots.getOrDefault(name, -1)).toArray();
        @Nullable Allowance[] allowance = new Allowance[slots.length];
        for (int i = 0; i < slots.length; i++) {
            Resources left = room.left().get(names.get(i));
            allowance[i] =
                    left == null
                            ? null
                            : new Allowance(row(nodes, left), Kept.classesAt(slots[i], places));
            nodes.setAllowance(slots[i], allowance[i]);
        }
        Line.Key key = holds ? state.gangs.keyOf(gang) : null;
        Kept kept =
                new Kept(gang, key, room.reservation().until(), places, slots, allowance, nodes);
        kept.setGood(!room.stirred(), nodes, state.undo);
        nodes.neighbours.guards().add(kept.guard);
        state.pools.of(room.pool()).setKept(kept);
    }
}
