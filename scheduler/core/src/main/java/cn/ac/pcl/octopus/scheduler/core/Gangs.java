package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The gangs of a state, and the lines in which those stand that wait.
final class Gangs {
    private final UndoLog undo;
    private final Pools pools;
    private final Takeovers takeovers;
    private final Map<GangId, Gang> byId = new HashMap<>();

    /// Gangs of which something changed since the last cycle.
    private final Set<Gang> changed;

    private int lines;

    /// How many gangs say how long they run.
    private int timed;

    Gangs(UndoLog undo, Pools pools, Takeovers takeovers, Set<Gang> changed) {
        this.undo = undo;
        this.pools = pools;
        this.takeovers = takeovers;
        this.changed = changed;
    }

    // ---- facts

    /// What was announced, by name.
    List<GangSpec> specs() {
        List<GangSpec> specs = new ArrayList<>();
        for (Gang gang : new TreeMap<>(byId).values()) {
            if (gang.spec != null) {
                specs.add(gang.spec);
            }
        }
        return specs;
    }

    /// When each running gang began to run.
    Map<GangId, Instant> started() {
        TreeMap<GangId, Instant> started = new TreeMap<>();
        for (Gang gang : byId.values()) {
            if (gang.started != null) {
                started.put(gang.id, gang.started);
            }
        }
        return started;
    }

    Gang of(GangId id) {
        Gang gang = byId.get(id);
        if (gang == null) {
            gang = new Gang(id);
            undo.put(byId, id, gang);
        }
        return gang;
    }

    @Nullable Gang find(GangId id) {
        return byId.get(id);
    }

    void change(GangSpec spec) {
        Gang gang = of(spec.id());
        if (!spec.equals(gang.spec)) {
            detach(gang);
            setSpec(gang, spec);
            markChanged(gang);
        }
    }

    void remove(GangId id) {
        Gang gang = byId.get(id);
        if (gang != null && gang.spec != null) {
            detach(gang);
            setSpec(gang, null);
            dropIfEmpty(gang);
        }
    }

    private void setSpec(Gang gang, @Nullable GangSpec spec) {
        GangSpec specBefore = gang.spec;
        Account before = gang.account;
        Account after = spec == null ? null : pools.of(spec.pool()).accounts.of(spec.owner());
        undo.log(() -> exchange(gang, specBefore, before));
        exchange(gang, spec, after);
        if (before != after) {
            if (specBefore != null && before != null) {
                pools.of(specBefore.pool()).accounts.touch(before);
                pools.of(specBefore.pool()).accounts.relieve(before);
            }
            if (spec != null && after != null) {
                pools.of(spec.pool()).accounts.touch(after);
            }
        }
    }

    private void exchange(Gang gang, @Nullable GangSpec spec, @Nullable Account account) {
        timed += timed(spec) - timed(gang.spec);
        if (gang.account != account) {
            for (Pod pod : gang.placed) {
                count(gang.account, pod, -1);
                count(account, pod, 1);
            }
        }
        gang.spec = spec;
        gang.account = account;
    }

    private static void count(@Nullable Account account, Pod pod, int change) {
        if (account != null) {
            account.add(pod.kind, change);
        }
    }

    /// Charges a pod to the account of its gang.
    void charge(Gang gang, Pod pod) {
        Account account = gang.account;
        if (gang.spec != null && account != null) {
            undo.log(() -> account.add(pod.kind, -1));
            account.add(pod.kind, 1);
            pools.of(gang.spec.pool()).accounts.touch(account);
        }
    }

    /// Charges a pod no longer.
    void credit(Gang gang, Pod pod) {
        Account account = gang.account;
        if (gang.spec != null && account != null) {
            undo.log(() -> account.add(pod.kind, 1));
            account.add(pod.kind, -1);
            pools.of(gang.spec.pool()).accounts.touch(account);
            pools.of(gang.spec.pool()).accounts.relieve(account);
            // Gangs of several shapes look again at any change, also of a limit's use.
            pools.stir();
        }
    }

    private static int timed(@Nullable GangSpec spec) {
        return spec == null || spec.runTime() == null ? 0 : 1;
    }

    /// True when at least one gang says how long it runs.
    boolean knowsRunTimes() {
        return timed > 0;
    }

    void dropIfEmpty(Gang gang) {
        if (gang.empty()) {
            undo.remove(changed, gang);
            undo.remove(byId, gang.id);
        }
    }

    void markChanged(Gang gang) {
        undo.add(changed, gang);
    }

    /// Notes that nothing is to be done for a gang until it changes again.
    void settle(Gang gang) {
        undo.remove(changed, gang);
    }

    /// The gangs that changed since this was asked last.
    List<Gang> takeChanged() {
        List<Gang> taken = new ArrayList<>(changed);
        taken.forEach(this::settle);
        return taken;
    }

    /// Notes when a gang began to run, or that it does not run any more.
    void setStarted(Gang gang, @Nullable Instant started) {
        Instant before = gang.started;
        if (!Objects.equals(before, started)) {
            undo.log(() -> gang.started = before);
            gang.started = started;
        }
    }

    /// Notes what a gang was told last, by its code.
    void tell(Gang gang, @Nullable String code) {
        String before = gang.told;
        undo.log(() -> gang.told = before);
        gang.told = code;
    }

    // ---- lines

    /// Takes a gang out of its line, or gives up the room that is being made for it.
    void detach(Gang gang) {
        if (gang.takeover != null) {
            takeovers.end(gang.takeover);
        }
        Line line = gang.line;
        if (line != null) {
            line.key.pool().lines.quit(line, gang);
            undo.remove(line.untold, gang);
            undo.log(() -> gang.line = line);
            gang.line = null;
        }
    }

    /// What the gang has in common with those of its line.
    Line.Key keyOf(Gang gang) {
        GangSpec spec = gang.known();
        Map<PodClass, Integer> waiting = new HashMap<>();
        for (Pod pod : gang.waiting.values()) {
            waiting.merge(pod.kind, 1, Integer::sum);
        }
        return new Line.Key(
                pools.of(spec.pool()),
                spec.owner(),
                gang.id.namespace(),
                gang.need(),
                spec.runTime(),
                Map.copyOf(waiting),
                spec.topology(),
                spec.topology() == null || gang.placed.isEmpty() ? null : gang.id);
    }

    /// Puts a gang into the line of those that are alike.
    Line attach(Gang gang) {
        Line.Key key = keyOf(gang);
        Pool pool = key.pool();
        Line line = pool.lines.find(key);
        if (line == null) {
            line = new Line(key, pool.accounts.of(key.owner()), lines++);
            pool.lines.add(line);
        }
        pool.lines.join(line, gang);
        undo.add(line.untold, gang);
        undo.log(() -> gang.line = null);
        gang.line = line;
        return line;
    }

    /// Notes that the first gang of a line failed just now.
    ///
    /// @param neighbours as in [Neighbours#fingerprint]
    void fail(Line line, Reason reason, @Nullable Long neighbours) {
        Reason before = line.reason;
        undo.log(() -> line.reason = before);
        line.reason = reason;
        line.key.pool().lines.park(line, pools.stirs(), neighbours);
    }
}
