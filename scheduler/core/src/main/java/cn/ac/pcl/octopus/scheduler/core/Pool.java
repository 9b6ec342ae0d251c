package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A pool as the state knows it: its nodes, and the lines of gangs that wait for them.
final class Pool implements NodeOrder {
    /// What lines wait for that are woken together: room for pods of one class, in one domain of a
    /// level if that is not null.
    private record Room(PodClass kind, @Nullable String level) {}

    /// A line that can start no earlier than so many pods of one of its classes find room.
    record Watch(Line line, PodClass kind, int count) {
        private static final Comparator<Watch> BY_COUNT =
                Comparator.comparingInt(Watch::count).thenComparingInt(it -> it.line.number);

        private Room room() {
            return new Room(kind, line.key.requiredLevel());
        }
    }

    private static final Comparator<Line> BY_RUN_TIME =
            Comparator.comparing(Pool::runTime).thenComparingInt(line -> line.number);

    final String name;
    private final Nodes nodes;
    private final UndoLog undo;
    final Accounts accounts;

    /// Null while only gangs name it.
    @Nullable PoolSpec spec;

    private Mix mix = new Mix(List.of());
    private Score score = new BestFit(this);
    private final TreeMap<String, Integer> slotsByName = new TreeMap<>();
    private int[] members = {};
    private int[] leafOf = {};
    private int version;
    private boolean stale;
    private Largest largest = Largest.NONE;

    /// The version, and what nodes had, when the largest was looked for.
    private int measured = -1;

    private long allocations;
    private final Map<PodClass, Ranking> rankings = new HashMap<>();
    private final Domains domains;

    final Map<Line.Key, Line> lines = new HashMap<>();
    private final Set<Line> awake = new HashSet<>();
    private final Map<Room, TreeSet<Watch>> watched = new HashMap<>();

    /// Those of the parked lines of which no one class says when they can start.
    private final Set<Line> restless = new HashSet<>();

    /// Those of the parked lines that wait for room and say how long they run, the shortest first.
    private final TreeSet<Line> timed = new TreeSet<>(BY_RUN_TIME);

    /// Those of the parked lines that would find no room even if all gangs were gone.
    private final Set<Line> hopeless = new HashSet<>();

    /// True when a node or a pod of nobody has changed since it was looked whether that is so.
    private boolean changed;

    private @Nullable Kept kept;

    /// When it has to be looked again who waits too long; at the end of time when nobody does.
    Instant patientUntil = Instant.MAX;

    /// When it has to be looked again whether room can be made for somebody; at the end of time
    /// when nobody waits for it.
    Instant lookAgainAt = Instant.MAX;

    /// True when a node of the pool got more room since the last cycle.
    boolean relieved;

    Pool(String name, Nodes nodes, UndoLog undo, Duration halfLife) {
        this.name = name;
        this.nodes = nodes;
        this.undo = undo;
        domains = new Domains(this, nodes);
        accounts = new Accounts(this, nodes, undo, halfLife);
    }

    // ---- nodes

    void setSpec(@Nullable PoolSpec changed) {
        PoolSpec before = spec;
        undo.log(() -> take(before));
        take(changed);
    }

    private void take(@Nullable PoolSpec changed) {
        spec = changed;
        chooseScore();
    }

    void setMix(Mix changed) {
        Mix before = mix;
        undo.log(() -> {
            mix = before;
            chooseScore();
        });
        mix = changed;
        chooseScore();
    }

    Mix mix() {
        return mix;
    }

    private void chooseScore() {
        score =
                switch (spec == null ? PoolSpec.Packing.PACK : spec.packing()) {
                    case PACK -> new BestFit(this);
                    case SPREAD -> Score.SPREAD;
                    case WHOLE_DEVICES ->
                            mix.typical().isEmpty()
                                    ? new BestFit(this)
                                    : new Fragmentation(mix, this, nodes.symbols);
                };
        nodes.fitStride();
        renew();
    }

    boolean open() {
        return spec != null && spec.open();
    }

    @Override
    public Score score() {
        return score;
    }

    void join(String node, int slot) {
        undo.put(slotsByName, node, slot);
        undo.log(this::renew);
        renew();
    }

    void leave(String node) {
        undo.remove(slotsByName, node);
        undo.log(this::renew);
        renew();
    }

    boolean contains(String node) {
        return slotsByName.containsKey(node);
    }

    /// True when it has a node in common with another pool.
    boolean meets(Pool other) {
        return Arrays.stream(members()).anyMatch(slot -> other.leafOf(slot) >= 0);
    }

    private void renew() {
        stale = true;
        version++;
    }

    @Override
    public int version() {
        if (measured != version || allocations != nodes.allocations()) {
            Largest now = Largest.of(members(), nodes);
            if (measured == version && !now.equals(largest)) {
                // A node was enlarged or reduced, which changes how all of them are judged.
                version++;
            }
            largest = now;
            measured = version;
            allocations = nodes.allocations();
        }
        return version;
    }

    /// The most that one of its nodes has.
    Largest largest() {
        version();
        return largest;
    }

    /// The slots of its nodes, by name.
    @Override
    public int[] members() {
        if (stale) {
            stale = false;
            members = new int[slotsByName.size()];
            leafOf = new int[nodes.capacity()];
            Arrays.fill(leafOf, -1);
            int leaf = 0;
            for (int slot : slotsByName.values()) {
                members[leaf] = slot;
                leafOf[slot] = leaf++;
            }
        }
        return members;
    }

    @Override
    public int leafOf(int slot) {
        members();
        return slot < leafOf.length ? leafOf[slot] : -1;
    }

    Ranking ranking(PodClass kind) {
        return rankings.computeIfAbsent(kind, key -> new Ranking(this, key, nodes));
    }

    /// How many classes it has an order of nodes for.
    int ranked() {
        return rankings.size();
    }

    /// Drops what is remembered of a class that no pod has any more.
    void forget(PodClass kind) {
        rankings.remove(kind);
        domains.forget(kind);
    }

    Domains domains() {
        return domains;
    }

    // ---- lines

    Set<Line> awake() {
        return awake;
    }

    void add(Line line) {
        undo.put(lines, line.key, line);
        setAwake(line, true);
        undo.add(awake, line);
    }

    void remove(Line line) {
        unpark(line);
        undo.remove(awake, line);
        undo.remove(lines, line.key);
    }

    void wake(Line line) {
        if (!line.awake) {
            unpark(line);
            setAwake(line, true);
            undo.add(awake, line);
        }
    }

    /// Wakes a line for which there may be room now, and for which nothing else has changed.
    void hope(Line line) {
        if (!line.awake) {
            wake(line);
            setHopeful(line, true);
        }
    }

    void wakeAll() {
        for (Line line : lines.values()) {
            wake(line);
        }
    }

    /// Lets a line sleep until room appears for it, or something else it is woken for.
    void park(Line line) {
        undo.remove(awake, line);
        setAwake(line, false);
        setHopeful(line, false);
        Account account = blocking(line);
        if (account != null) {
            block(line, account);
        } else {
            watch(line);
            if (line.key.runTime() != null) {
                undo.add(timed, line);
            }
            if (!line.grows() && Keeper.isHopeless(line.reason)) {
                undo.add(hopeless, line);
            }
        }
    }

    /// Has a line wait for the limit of an account, which may not be the one that it waited for.
    void block(Line line, Account account) {
        Account before = line.blockedBy;
        if (before != null) {
            undo.remove(before.blocked, line);
        }
        undo.add(account.blocked, line);
        undo.log(() -> line.blockedBy = before);
        line.blockedBy = account;
    }

    /// The account whose limit alone decides when a line can start; null for any other reason.
    private @Nullable Account blocking(Line line) {
        return line.reason instanceof Reason.Quota quota
                        && line.onlyClass() != null
                        && line.key.alone() == null
                ? accounts.find(quota.account())
                : null;
    }

    private void unpark(Line line) {
        Account account = line.blockedBy;
        if (account != null) {
            undo.remove(account.blocked, line);
            undo.log(() -> line.blockedBy = account);
            line.blockedBy = null;
        } else {
            unwatch(line);
            undo.remove(timed, line);
            undo.remove(hopeless, line);
        }
    }

    /// Registers a parked line under what has to come before it can start, as far as that is known.
    private void watch(Line line) {
        Watch watch = obstacle(line);
        if (watch == null) {
            undo.add(restless, line);
        } else {
            undo.add(
                    watched.computeIfAbsent(watch.room(), key -> new TreeSet<>(Watch.BY_COUNT)),
                    watch);
        }
        setWatch(line, watch);
    }

    private void unwatch(Line line) {
        Watch watch = line.watch;
        if (watch == null) {
            undo.remove(restless, line);
        } else {
            undo.remove(watched.getOrDefault(watch.room(), new TreeSet<>(Watch.BY_COUNT)), watch);
            setWatch(line, null);
        }
    }

    private void setWatch(Line line, @Nullable Watch watch) {
        Watch before = line.watch;
        undo.log(() -> line.watch = before);
        line.watch = watch;
    }

    /// The class that is furthest from the room that a line needs of it; null when it may start
    /// whatever one class says: the pods are in each other's way, some of them are not needed,
    /// rules are about them, or others of the gang run already.
    private @Nullable Watch obstacle(Line line) {
        PodClass only = line.onlyClass();
        if (line.key.alone() != null || line.neighbours != null) {
            return null;
        }
        if (only != null) {
            return new Watch(line, only, Math.max(1, line.key.need()));
        }
        Watch narrowest = null;
        double least = 1;
        for (Map.Entry<PodClass, Integer> entry : line.key.pods().entrySet()) {
            Watch watch = new Watch(line, entry.getKey(), entry.getValue());
            double part = fits(watch.room()) / (double) watch.count;
            if (part < least) {
                least = part;
                narrowest = watch;
            }
        }
        return line.startsWhole() ? narrowest : null;
    }

    private static Duration runTime(Line line) {
        Duration declared = line.key.runTime();
        return declared == null ? Duration.ZERO : declared;
    }

    private long fits(Room room) {
        if (room.level == null) {
            return ranking(room.kind).fits();
        }
        int level = domains.level(room.level);
        return level < 0 ? 0 : domains.ranking(room.kind).most(level);
    }

    /// True when there may be hope now for those who had none.
    boolean hasChanged() {
        return changed;
    }

    void setChanged(boolean now) {
        if (changed != now) {
            undo.log(() -> changed = !now);
            changed = now;
        }
    }

    /// Those of the parked lines that would find no room even if all gangs were gone, if that may
    /// have changed since this was asked last.
    List<Line> hopeless() {
        if (!changed) {
            return List.of();
        }
        setChanged(false);
        return List.copyOf(hopeless);
    }

    private void setAwake(Line line, boolean changed) {
        boolean before = line.awake;
        undo.log(() -> line.awake = before);
        line.awake = changed;
    }

    private void setHopeful(Line line, boolean changed) {
        boolean before = line.hopeful;
        if (before != changed) {
            undo.log(() -> line.hopeful = before);
            line.hopeful = changed;
        }
    }

    /// Wakes the lines that now find as much room as they need at least. What it costs depends on
    /// the number of classes that wait, not on that of the gangs.
    void wakeRelieved() {
        if (undo.depth() == 0) {
            watched.values().removeIf(TreeSet::isEmpty);
        }
        for (Line line : watchedWithRoom()) {
            if (line.onlyClass() != null) {
                hope(line);
            } else {
                wakeOrWatch(line);
            }
        }
    }

    /// The lines that find room for as many pods of the class they are registered under as they
    /// need.
    private List<Line> watchedWithRoom() {
        List<Line> found = new ArrayList<>();
        watched.forEach((room, group) -> {
            long fits = group.isEmpty() ? 0 : fits(room);
            for (Watch watch : group) {
                if (watch.count > fits) {
                    break;
                }
                found.add(watch.line);
            }
        });
        return found;
    }

    private void wakeOrWatch(Line line) {
        if (possible(line)) {
            wake(line);
        } else {
            unwatch(line);
            watch(line);
        }
    }

    /// Wakes the lines that may start whatever one class says, where each class finds room when the
    /// others are forgotten. Whether all of them do together may depend on any change.
    ///
    /// @param roomier a node of the pool got more room
    void wakeEntangled(long stirs, boolean roomier) {
        if (restless.isEmpty()) {
            return;
        }
        for (Line line : Set.copyOf(restless)) {
            boolean changed =
                    line.neighbours == null
                            ? line.failedAt != stirs
                            : neighboursChanged(line) || roomier;
            if (changed) {
                wakeOrWatch(line);
            }
        }
    }

    /// The parked lines that find room and are gone before what is kept is needed. Asked while what
    /// is kept is lifted; it costs nothing where nobody is short enough.
    List<Line> passing(Kept kept, Instant now) {
        if (timed.isEmpty() || !kept.letsPass(timed.first().gangs.first().known(), now)) {
            return List.of();
        }
        List<Line> candidates = watchedWithRoom();
        candidates.addAll(restless);
        candidates.removeIf(line ->
                line.grows()
                        || !kept.letsPass(line.gangs.first().known(), now)
                        || !hasRoomFor(line));
        return candidates;
    }

    /// Wakes the lines that rules about other pods may let in now.
    List<Line> wakeNeighbours() {
        List<Line> woken = new ArrayList<>();
        for (Line line : restless) {
            if (line.neighbours != null && neighboursChanged(line) && possible(line)) {
                woken.add(line);
            }
        }
        woken.forEach(this::wake);
        return woken;
    }

    /// True when the rules about other pods may now say otherwise than when this was asked last.
    private boolean neighboursChanged(Line line) {
        Long before = line.neighbours;
        Long now = neighbours(line);
        if (Objects.equals(now, before)) {
            return false;
        }
        undo.log(() -> line.neighbours = before);
        // No rule is left: the line stays where it is parked, and is asked when any comes.
        line.neighbours = now == null ? Long.valueOf(0) : now;
        return !line.neighbours.equals(before);
    }

    /// As in [Neighbours#fingerprint], for the first gang of a line.
    @Nullable Long neighbours(Line line) {
        return nodes.neighbours.fingerprint(line.gangs.first().waiting.values());
    }

    /// True when a line may find all the room it needs. Of pods of one class it is known.
    boolean hasRoomFor(Line line) {
        PodClass kind = line.onlyClass();
        return (kind == null || line.key.alone() != null || line.neighbours != null)
                ? possible(line)
                : Math.max(1, line.key.need()) <= fits(new Room(kind, line.key.requiredLevel()));
    }

    private boolean possible(Line line) {
        int found = 0;
        int pods = 0;
        Sites sites = new Sites(this, line.gangs.first(), nodes);
        for (Map.Entry<PodClass, Integer> entry : line.key.pods().entrySet()) {
            pods += entry.getValue();
            found += (int) Math.min(entry.getValue(), sites.mostRoom(entry.getKey()));
        }
        // Where all pods must start, one class without room settles it.
        return line.key.need() == pods ? found == pods : found >= Math.max(1, line.key.need());
    }

    @Nullable Kept kept() {
        return kept;
    }

    void setKept(@Nullable Kept changed) {
        Kept before = kept;
        undo.log(() -> kept = before);
        kept = changed;
    }

    void setPatientUntil(Instant changed) {
        Instant before = patientUntil;
        undo.log(() -> patientUntil = before);
        patientUntil = changed;
    }

    void setLookAgainAt(Instant changed) {
        Instant before = lookAgainAt;
        undo.log(() -> lookAgainAt = before);
        lookAgainAt = changed;
    }

    void setRelieved(boolean changed) {
        boolean before = relieved;
        undo.log(() -> relieved = before);
        relieved = changed;
    }
}
