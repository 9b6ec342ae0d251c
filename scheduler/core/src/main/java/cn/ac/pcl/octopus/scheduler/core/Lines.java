package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The lines of a pool: which are awake, and what the parked ones wait for.
///
/// Parked lines that differ only in how long their gangs run are [Peers]: they are registered
/// together, and of them the one whose turn is first is asked for all. So what it costs to see whom
/// new room may help depends on the number of classes and owners that wait, not on that of the
/// lines.
final class Lines {
    /// What peers wait for that are asked together: room for pods of one class, in one domain of a
    /// level if that is not null.
    private record Room(PodClass kind, @Nullable String level) {}

    /// Peers that can start no earlier than so many pods of one of their classes find room.
    record Watch(Peers peers, PodClass kind, int count) {
        private static final Comparator<Watch> BY_COUNT =
                Comparator.comparingInt(Watch::count).thenComparingInt(it -> it.peers.number);

        private Room room() {
            return new Room(kind, peers.key.requiredLevel());
        }
    }

    private final Pool pool;
    private final Nodes nodes;
    private final UndoLog undo;

    private final Map<Line.Key, Line> byKey = new HashMap<>();
    private final Set<Line> awake = new HashSet<>();
    private final Map<Line.Key, Peers> parked = new HashMap<>();
    private int numbers;
    private final Map<Room, TreeSet<Watch>> watched = new HashMap<>();

    /// Those of the peers of which no one class says when they can start.
    private final Set<Peers> restless = new HashSet<>();

    /// Those of the parked lines that say how long they run, the shortest first.
    private final TreeSet<Line> timed = new TreeSet<>(Peers.BY_RUN_TIME);

    /// Those of the parked lines that would find no room even if all gangs were gone.
    private final Set<Line> hopeless = new HashSet<>();

    /// True when a node or a pod of nobody has changed since it was looked whether that is so.
    private boolean changed;

    Lines(Pool pool, Nodes nodes, UndoLog undo) {
        this.pool = pool;
        this.nodes = nodes;
        this.undo = undo;
    }

    Collection<Line> all() {
        return byKey.values();
    }

    @Nullable Line find(Line.Key key) {
        return byKey.get(key);
    }

    Set<Line> awake() {
        return awake;
    }

    /// Takes in a line that is new, and awake.
    void add(Line line) {
        undo.put(byKey, line.key, line);
        setAwake(line, true);
        undo.add(awake, line);
    }

    /// Puts a gang into a line.
    void join(Line line, Gang gang) {
        boolean leads = line.peers != null && Gang.ORDER.compare(gang, line.gangs.first()) < 0;
        if (leads) {
            unrank(line);
        }
        undo.add(line.gangs, gang);
        if (leads) {
            rank(line);
        }
    }

    /// Takes a gang out of a line, which is given up when it was the last.
    void quit(Line line, Gang gang) {
        boolean leads = line.peers != null && line.gangs.first() == gang;
        if (leads) {
            unrank(line);
        }
        undo.remove(line.gangs, gang);
        if (line.gangs.isEmpty()) {
            unpark(line);
            undo.remove(awake, line);
            undo.remove(byKey, line.key);
        } else if (leads) {
            rank(line);
        }
    }

    /// Counts a line among its peers by its first gang.
    private void rank(Line line) {
        Peers peers = line.peers;
        if (peers != null) {
            undo.add(peers.byTurn, line);
        }
    }

    private void unrank(Line line) {
        Peers peers = line.peers;
        if (peers != null) {
            undo.remove(peers.byTurn, line);
        }
    }

    // Waking and parking.

    void wake(Line line) {
        if (!line.awake) {
            unrank(line);
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

    /// Wakes a parked line if it may find all the room that it needs.
    boolean wakeIfRoom(Line line) {
        Peers peers = line.peers;
        if (peers == null) {
            return false;
        }
        boolean room = hasRoom(peers);
        boolean decided = oneClassDecides(peers);
        if (room && decided) {
            hope(line);
        } else if (room) {
            wake(line);
        } else if (!decided) {
            watchAnew(peers);
        }
        return room;
    }

    void wakeAll() {
        all().forEach(this::wake);
    }

    /// Lets a line sleep until room appears for it, or something else it is woken for.
    ///
    /// @param stirs as in [Pools#stirs]
    /// @param neighbours as in [Neighbours#fingerprint]
    void park(Line line, long stirs, @Nullable Long neighbours) {
        undo.remove(awake, line);
        setAwake(line, false);
        setHopeful(line, false);
        Account account = blocking(line);
        if (account != null) {
            block(line, account);
            return;
        }
        Peers peers = peers(line.key.atAnyTime());
        undo.log(() -> line.peers = null);
        line.peers = peers;
        rank(line);
        undo.add(peers.byRunTime, line);
        setFailed(peers, stirs, neighbours);
        watchAnew(peers);
        if (line.key.runTime() != null) {
            undo.add(timed, line);
        }
        if (!line.grows() && Keeper.isHopeless(line.reason)) {
            undo.add(hopeless, line);
        }
    }

    private Peers peers(Line.Key key) {
        Peers known = parked.get(key);
        if (known == null) {
            known = new Peers(key, numbers++);
            undo.put(parked, key, known);
        }
        return known;
    }

    private void setFailed(Peers peers, long stirs, @Nullable Long neighbours) {
        long failedBefore = peers.failedAt;
        Long neighboursBefore = peers.neighbours;
        undo.log(() -> {
            peers.failedAt = failedBefore;
            peers.neighbours = neighboursBefore;
        });
        peers.failedAt = stirs;
        peers.neighbours = neighbours;
    }

    private void unpark(Line line) {
        Account account = line.blockedBy;
        Peers peers = line.peers;
        if (account != null) {
            undo.remove(account.blocked, line);
            undo.log(() -> line.blockedBy = account);
            line.blockedBy = null;
        } else if (peers != null) {
            undo.remove(peers.byRunTime, line);
            undo.log(() -> line.peers = peers);
            line.peers = null;
            if (peers.byRunTime.isEmpty()) {
                unwatch(peers);
                undo.remove(parked, peers.key);
            }
            undo.remove(timed, line);
            undo.remove(hopeless, line);
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
                        && line.key.onlyClass() != null
                        && line.key.alone() == null
                ? pool.accounts.find(quota.account())
                : null;
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

    // What has to come before peers can start, as far as that is known.

    private void watchAnew(Peers peers) {
        unwatch(peers);
        Watch watch = obstacle(peers);
        if (watch == null) {
            undo.add(restless, peers);
        } else {
            undo.add(
                    watched.computeIfAbsent(watch.room(), key -> new TreeSet<>(Watch.BY_COUNT)),
                    watch);
        }
        setWatch(peers, watch);
    }

    private void unwatch(Peers peers) {
        Watch watch = peers.watch;
        if (watch == null) {
            undo.remove(restless, peers);
        } else {
            undo.remove(watched.getOrDefault(watch.room(), new TreeSet<>(Watch.BY_COUNT)), watch);
            setWatch(peers, null);
        }
    }

    private void setWatch(Peers peers, @Nullable Watch watch) {
        Watch before = peers.watch;
        undo.log(() -> peers.watch = before);
        peers.watch = watch;
    }

    /// The class that is furthest from the room that peers need of it; null when they may start
    /// whatever one class says: the pods are in each other's way, some of them are not needed,
    /// rules are about them, or others of the gang run already.
    private @Nullable Watch obstacle(Peers peers) {
        PodClass only = peers.key.onlyClass();
        if (peers.key.alone() != null || peers.neighbours != null) {
            return null;
        }
        if (only != null) {
            return new Watch(peers, only, peers.need());
        }
        Watch narrowest = null;
        double least = 1;
        for (Map.Entry<PodClass, Integer> entry : peers.key.pods().entrySet()) {
            Watch watch = new Watch(peers, entry.getKey(), entry.getValue());
            double part = fits(watch.room()) / (double) watch.count;
            if (part < least) {
                least = part;
                narrowest = watch;
            }
        }
        return peers.key.startsWhole() ? narrowest : null;
    }

    private long fits(Room room) {
        if (room.level == null) {
            return pool.ranking(room.kind).fits();
        }
        int level = pool.domains().level(room.level);
        return level < 0 ? 0 : pool.domains().ranking(room.kind).most(level);
    }

    private static boolean oneClassDecides(Peers peers) {
        return peers.watch != null && peers.key.onlyClass() != null;
    }

    /// True when peers may find all the room they need. Of pods of one class it is known.
    boolean hasRoom(Peers peers) {
        Watch watch = peers.watch;
        if (watch != null && oneClassDecides(peers)) {
            return watch.count <= fits(watch.room());
        }
        return possible(peers);
    }

    private boolean possible(Peers peers) {
        int found = 0;
        Sites sites = new Sites(pool, peers.first().gangs.first(), nodes);
        for (Map.Entry<PodClass, Integer> entry : peers.key.pods().entrySet()) {
            found += (int) Math.min(entry.getValue(), sites.mostRoom(entry.getKey()));
        }
        // Where all pods must start, one class without room settles it.
        return peers.key.startsWhole() ? found == peers.key.size() : found >= peers.need();
    }

    // Who may be helped.

    /// The first of those that may now find as much room as they need.
    List<Line> relieved() {
        if (undo.depth() == 0) {
            watched.values().removeIf(TreeSet::isEmpty);
        }
        return withHope(watchedWithRoom());
    }

    /// The first of those that may start whatever one class says, where each class finds room when
    /// the others are forgotten. Whether all of them do together may depend on any change.
    ///
    /// @param roomier a node of the pool got more room
    List<Line> entangled(long stirs, boolean roomier) {
        List<Peers> stirred = new ArrayList<>();
        for (Peers peers : restless) {
            boolean changed =
                    peers.neighbours == null
                            ? peers.failedAt != stirs
                            : neighboursChanged(peers) || roomier;
            if (changed) {
                stirred.add(peers);
            }
        }
        return withHope(stirred);
    }

    /// The first of those that rules about other pods may let in now.
    List<Line> neighbourly() {
        List<Peers> changed = new ArrayList<>();
        for (Peers peers : restless) {
            if (peers.neighbours != null && neighboursChanged(peers)) {
                changed.add(peers);
            }
        }
        return withHope(changed);
    }

    /// The peers that find room for as many pods of the class they are registered under as they
    /// need.
    private List<Peers> watchedWithRoom() {
        List<Peers> found = new ArrayList<>();
        watched.forEach((room, group) -> {
            long fits = group.isEmpty() ? 0 : fits(room);
            for (Watch watch : group) {
                if (watch.count > fits) {
                    break;
                }
                found.add(watch.peers);
            }
        });
        return found;
    }

    /// Those to whom rules may say otherwise are not asked again before that changes once more. So
    /// they get their turn also where their room is kept, for them or for one that they may pass.
    private List<Line> withHope(List<Peers> candidates) {
        Kept kept = pool.kept();
        Line holder = kept == null ? null : kept.gang.line;
        List<Line> found = new ArrayList<>();
        for (Peers peers : candidates) {
            if (holder != null && holder.peers == peers) {
                found.add(holder);
            }
            boolean ruled = kept != null && peers.neighbours != null;
            if (ruled || oneClassDecides(peers) || possible(peers)) {
                found.add(peers.first());
            } else {
                watchAnew(peers);
            }
        }
        return found;
    }

    /// Of each peers the first line that finds room and is gone before what is kept is needed.
    /// Asked while what is kept is lifted; it costs nothing where nobody is short enough.
    List<Line> passing(Kept kept, Instant now) {
        List<Line> found = new ArrayList<>();
        if (timed.isEmpty() || !kept.letsPass(timed.first().gangs.first().known(), now)) {
            return found;
        }
        List<Peers> candidates = watchedWithRoom();
        candidates.addAll(restless);
        for (Peers peers : candidates) {
            Line passing = peers.passing(kept, now);
            if (passing != null && hasRoom(peers)) {
                found.add(passing);
            }
        }
        return found;
    }

    /// The parked lines that are like one in all but how long they run; null when there are none.
    @Nullable Peers peersOf(Line line) {
        return parked.get(line.key.atAnyTime());
    }

    /// All that are parked and wait for more than a limit.
    Collection<Peers> parked() {
        return parked.values();
    }

    /// True when the rules about other pods may now say otherwise than when this was asked last.
    private boolean neighboursChanged(Peers peers) {
        Long before = peers.neighbours;
        Long now = neighbours(peers.first());
        if (Objects.equals(now, before)) {
            return false;
        }
        undo.log(() -> peers.neighbours = before);
        // No rule is left: they stay where they are registered, and are asked when any comes.
        peers.neighbours = now == null ? Long.valueOf(0) : now;
        return !peers.neighbours.equals(before);
    }

    /// As in [Neighbours#fingerprint], for the first gang of a line.
    @Nullable Long neighbours(Line line) {
        return nodes.neighbours.fingerprint(line.gangs.first().waiting.values());
    }

    // Who has no hope.

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
}
