package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The takeovers of a state. What is promised counts on the gang's account and is withheld from
/// everybody else on its node, less what has still to leave for the same gang there.
///
/// A takeover ends when its gang starts, or when anything becomes untrue that it was made of: then
/// those that have not been ended yet stay.
final class Takeovers {
    private final UndoLog undo;
    private final Nodes nodes;
    private final Pools pools;
    private final TreeMap<GangId, Takeover> byGang = new TreeMap<>();

    /// Notices that have to be taken back.
    private final Set<Eviction> cancelled = new TreeSet<>(Comparator.comparing(Eviction::pod));

    /// Gangs of which something changed since the last cycle.
    private final Set<Gang> changed;

    /// How many pods there are whose end has been asked for.
    private int endings;

    Takeovers(UndoLog undo, Nodes nodes, Pools pools, Set<Gang> changed) {
        this.undo = undo;
        this.nodes = nodes;
        this.pools = pools;
        this.changed = changed;
    }

    /// By the names of their gangs.
    Collection<Takeover> all() {
        return byGang.values();
    }

    /// True when some pod has been told to go.
    boolean anybodyLeaves() {
        return !byGang.isEmpty() || endings > 0;
    }

    Collection<Eviction> cancelled() {
        return cancelled;
    }

    /// The notices to take back since this was asked last.
    List<Eviction> takeCancelled() {
        List<Eviction> taken = new ArrayList<>(cancelled);
        taken.forEach(it -> undo.remove(cancelled, it));
        return taken;
    }

    void cancel(Eviction eviction) {
        undo.add(cancelled, eviction);
    }

    /// Begins a takeover by a gang that is in no line any more.
    void begin(Takeover takeover, Collection<Pod> victims) {
        Gang gang = takeover.gang;
        undo.put(byGang, gang.id, takeover);
        undo.log(() -> gang.takeover = null);
        gang.takeover = takeover;
        victims.forEach(victim -> join(takeover, victim));
        for (Place promise : takeover.promises) {
            nodes.withheld.promise(takeover, promise.pod().kind, promise.slot());
            charge(takeover, promise.pod(), 1);
        }
    }

    /// Has a pod leave for a takeover.
    void join(Takeover takeover, Pod victim) {
        undo.put(takeover.victims, victim.id, victim);
        setLeaving(victim, takeover);
        keepNoticed(victim.id);
        if (victim.gang != null) {
            // Members of it that wait get no places from now on.
            undo.add(changed, victim.gang);
        }
    }

    /// Notes that the end of a pod has been asked for.
    void setEnding(Pod pod) {
        setEnding(pod, true);
    }

    private void setEnding(Pod pod, boolean ending) {
        if (pod.ending != ending) {
            undo.log(() -> count(pod, !ending));
            count(pod, ending);
        }
    }

    private void count(Pod pod, boolean ending) {
        pod.ending = ending;
        endings += ending ? 1 : -1;
    }

    /// A new notice stands in the place of the one that was to be taken back.
    private void keepNoticed(PodId pod) {
        for (Eviction eviction : List.copyOf(cancelled)) {
            if (eviction.pod().equals(pod)) {
                undo.remove(cancelled, eviction);
            }
        }
    }

    /// Ends a takeover: nothing is promised, nobody has to leave any more, except those whose end
    /// has been asked for.
    void end(Takeover takeover) {
        Gang gang = takeover.gang;
        for (Place promise : takeover.promises) {
            nodes.withheld.release(takeover, promise.pod().kind, promise.slot());
            charge(takeover, promise.pod(), -1);
            pools.relieve(nodes.spec(promise.slot()).name());
        }
        for (Pod victim : List.copyOf(takeover.victims.values())) {
            setLeaving(victim, null);
            undo.remove(takeover.victims, victim.id);
            if (victim.gang != null) {
                undo.add(changed, victim.gang);
            }
            if (takeover.asked == null) {
                cancel(cancellation(takeover, victim));
            }
        }
        undo.remove(byGang, gang.id);
        undo.log(() -> gang.takeover = takeover);
        gang.takeover = null;
    }

    private static Eviction cancellation(Takeover takeover, Pod victim) {
        GangId of = victim.gang == null ? takeover.gang.id : victim.gang.id;
        return new Eviction(
                victim.id, of, takeover.gang.id, Eviction.Step.CANCEL, takeover.deadline);
    }

    /// Notes that a victim is no longer where it was.
    void left(Pod victim) {
        Takeover takeover = victim.leaving;
        setEnding(victim, false);
        if (takeover != null) {
            setLeaving(victim, null);
            undo.remove(takeover.victims, victim.id);
        }
    }

    /// Ends the takeovers that count on a node which vanishes.
    void forsake(int slot) {
        for (Takeover takeover : List.copyOf(byGang.values())) {
            if (takeover.promises.stream().anyMatch(promise -> promise.slot() == slot)) {
                end(takeover);
                undo.add(changed, takeover.gang);
            }
        }
    }

    void setAsked(Takeover takeover, @Nullable Instant asked) {
        Instant before = takeover.asked;
        undo.log(() -> takeover.asked = before);
        takeover.asked = asked;
        if (asked != null) {
            takeover.victims.values().forEach(this::setEnding);
        }
    }

    private void setLeaving(Pod pod, @Nullable Takeover takeover) {
        Takeover before = pod.leaving;
        undo.log(() -> exchange(pod, before));
        exchange(pod, takeover);
    }

    private void exchange(Pod pod, @Nullable Takeover takeover) {
        boolean counted = pod.node != Pod.NOWHERE;
        if (counted && pod.leaving != null) {
            nodes.withheld.add(pod.leaving, pod.kind, pod.node, 1);
        }
        pod.leaving = takeover;
        if (counted && takeover != null) {
            nodes.withheld.add(takeover, pod.kind, pod.node, -1);
        }
    }

    private void charge(Takeover takeover, Pod pod, int count) {
        Account account = takeover.account;
        undo.log(() -> account.add(pod.kind, -count));
        account.add(pod.kind, count);
        Accounts accounts = pools.of(takeover.gang.known().pool()).accounts;
        accounts.touch(account);
        if (count < 0) {
            accounts.relieve(account);
        }
    }
}
