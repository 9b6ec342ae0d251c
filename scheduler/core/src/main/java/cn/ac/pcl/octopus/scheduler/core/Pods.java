package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The pods of a state: of which class each is, and where it is counted.
final class Pods {
    private final UndoLog undo;
    private final Nodes nodes;
    private final Pools pools;
    private final Gangs gangs;
    private final Takeovers takeovers;
    private final Map<PodId, Pod> byId = new HashMap<>();
    private final Map<PodShape, PodClass> classes = new HashMap<>();

    /// Pods on nodes that are not known, by the node's name.
    private final Map<String, Set<Pod>> strays = new HashMap<>();

    Pods(UndoLog undo, Nodes nodes, Pools pools, Gangs gangs, Takeovers takeovers) {
        this.undo = undo;
        this.nodes = nodes;
        this.pools = pools;
        this.gangs = gangs;
        this.takeovers = takeovers;
    }

    // ---- facts

    @Nullable Pod find(PodId id) {
        return byId.get(id);
    }

    /// What is known of each, by name.
    List<PodSpec> specs() {
        List<PodSpec> specs = new ArrayList<>();
        for (Pod pod : new TreeMap<>(byId).values()) {
            GangId gang = pod.gang == null ? null : pod.gang.id;
            specs.add(new PodSpec(pod.id, gang, pod.kind.shape, pod.nodeName, pod.device));
        }
        return specs;
    }

    /// The pods whose placement is planned but not yet known to be bound, by name.
    List<PodId> unconfirmed() {
        List<PodId> unconfirmed = new ArrayList<>();
        for (Pod pod : byId.values()) {
            if (pod.placed() && !pod.bound) {
                unconfirmed.add(pod.id);
            }
        }
        unconfirmed.sort(null);
        return unconfirmed;
    }

    /// The pods whose end has been asked for.
    List<PodId> ending() {
        return byId.values().stream().filter(pod -> pod.ending).map(pod -> pod.id).toList();
    }

    // ---- nodes that come and go

    /// Counts the pods that were on a node of this name before it was known.
    void comeBack(String node, int slot) {
        Set<Pod> waiting = strays.get(node);
        if (waiting != null) {
            undo.remove(strays, node);
            waiting.stream()
                    .sorted(Comparator.comparing(pod -> pod.id))
                    .forEach(pod -> chargeStray(pod, slot));
        }
    }

    /// Keeps in mind the pods of a node that vanishes, and counts them no longer.
    void strand(String node, int slot) {
        Set<Pod> left = new HashSet<>();
        for (Pod pod = nodes.firstPod(slot); pod != null; pod = nodes.firstPod(slot)) {
            int device = pod.device;
            nodes.discharge(pod);
            setDevice(pod, device);
            left.add(pod);
        }
        if (!left.isEmpty()) {
            undo.put(strays, node, left);
        }
    }

    private void chargeStray(Pod pod, int slot) {
        int device = pod.device;
        setDevice(pod, -1);
        nodes.charge(pod, slot, device);
    }

    private void setDevice(Pod pod, int device) {
        int before = pod.device;
        undo.log(() -> pod.device = before);
        pod.device = device;
    }

    // ---- pods

    void change(PodSpec spec) {
        Pod pod = byId.get(spec.id());
        if (pod != null) {
            GangId gang = pod.gang == null ? null : pod.gang.id;
            if (!Objects.equals(gang, spec.gang()) || !pod.kind.shape.equals(spec.shape())) {
                // A pod in use keeps its place when only what is known of it changes.
                PodSpec kept =
                        spec.node() == null && pod.nodeName != null
                                ? new PodSpec(
                                        spec.id(),
                                        spec.gang(),
                                        spec.shape(),
                                        pod.nodeName,
                                        pod.device)
                                : spec;
                exchange(pod, kept, spec.node() != null);
                return;
            }
            if (spec.node() != null) {
                bind(pod, spec.node(), spec.device());
            }
            return;
        }
        add(spec);
    }

    /// Puts a pod in the place of one of the same name of which more is known now. Its binding is
    /// no fact because of that, and whoever has to leave has to leave still.
    private void exchange(Pod before, PodSpec spec, boolean boundNow) {
        boolean bound = before.bound || boundNow;
        boolean samePlace = Objects.equals(before.nodeName, spec.node());
        Takeover leaving = before.leaving;
        boolean ending = before.ending;
        remove(before);
        Pod after = add(spec);
        if (after.placed() && !bound) {
            setBound(after, false);
        }
        if (samePlace && ending) {
            takeovers.setEnding(after);
        }
        if (samePlace && leaving != null && leaving.gang.takeover == leaving) {
            takeovers.join(leaving, after);
        }
    }

    private void setBound(Pod pod, boolean bound) {
        boolean before = pod.bound;
        undo.log(() -> pod.bound = before);
        pod.bound = bound;
    }

    private Pod add(PodSpec spec) {
        PodClass kind = classes.get(spec.shape());
        if (kind == null) {
            kind = new PodClass(spec.shape(), nodes.symbols);
            nodes.fitStride();
            PodClass tried = kind;
            undo.log(() -> forgetRankings(tried));
            undo.put(classes, spec.shape(), kind);
            setKnown(kind, true);
        }
        count(kind, 1);
        GangId id = spec.gang();
        Gang gang = id == null ? null : gangs.of(id);
        Pod pod = new Pod(spec.id(), kind, gang);
        undo.put(byId, spec.id(), pod);
        if (gang != null) {
            gangs.detach(gang);
            undo.put(gang.waiting, pod.id, pod);
            gangs.markChanged(gang);
        }
        if (spec.node() != null) {
            bind(pod, spec.node(), spec.device());
        }
        return pod;
    }

    /// Has what its rules ask for counted, or no longer.
    private void setKnown(PodClass kind, boolean known) {
        if (!kind.shape.pods().isEmpty()) {
            undo.log(() -> setKnownNow(kind, !known));
            setKnownNow(kind, known);
        }
    }

    private void setKnownNow(PodClass kind, boolean known) {
        if (known) {
            nodes.neighbours.know(kind);
        } else {
            nodes.neighbours.forget(kind);
        }
    }

    private void count(PodClass kind, int change) {
        undo.log(() -> kind.pods -= change);
        kind.pods += change;
    }

    void remove(Pod pod) {
        if (pod.placed()) {
            lift(pod);
        }
        Gang gang = pod.gang;
        if (gang != null) {
            gangs.detach(gang);
            undo.remove(gang.waiting, pod.id);
            gangs.markChanged(gang);
            gangs.dropIfEmpty(gang);
        }
        undo.remove(byId, pod.id);
        count(pod.kind, -1);
        if (pod.kind.pods == 0) {
            undo.remove(classes, pod.kind.shape);
            setKnown(pod.kind, false);
            forgetRankings(pod.kind);
        }
    }

    private void forgetRankings(PodClass kind) {
        for (Pool pool : pools.all()) {
            pool.forget(kind);
        }
        nodes.neighbours.drop(kind);
    }

    void bind(Pod pod, String node, int device) {
        if (pod.placed() && !node.equals(pod.nodeName)) {
            lift(pod);
        }
        if (pod.node != Pod.NOWHERE && device >= 0 && pod.device >= 0 && device != pod.device) {
            // It lies on another device than was thought, and the other may be whole now.
            int slot = pod.node;
            nodes.discharge(pod);
            nodes.charge(pod, slot, device);
            pools.relieve(node);
        }
        if (!pod.placed()) {
            place(pod, node, device);
            pools.stir();
        }
        if (!pod.bound) {
            setBound(pod, true);
        }
    }

    /// Counts a pod on a node, known or not.
    void place(Pod pod, String node, int device) {
        Gang gang = pod.gang;
        if (gang != null) {
            gangs.detach(gang);
            undo.remove(gang.waiting, pod.id);
            undo.add(gang.placed, pod);
            gangs.charge(gang, pod);
            gangs.markChanged(gang);
        }
        undo.log(() -> pod.nodeName = null);
        pod.nodeName = node;
        Integer slot = nodes.slots.get(node);
        if (slot != null) {
            nodes.charge(pod, slot, device);
        } else {
            setDevice(pod, pod.kind.shareResource < 0 ? -1 : device);
            Set<Pod> there = strays.get(node);
            if (there == null) {
                there = new HashSet<>();
                undo.put(strays, node, there);
            }
            undo.add(there, pod);
        }
    }

    /// Takes a pod off its node: it waits again.
    void lift(Pod pod) {
        String node = pod.nodeName;
        boolean bound = pod.bound;
        if (node == null) {
            return;
        }
        if (pod.node != Pod.NOWHERE) {
            nodes.discharge(pod);
            pools.relieve(node);
            if (pod.gang == null) {
                pools.renewHope(node);
            }
        } else {
            setDevice(pod, -1);
            Set<Pod> there = strays.get(node);
            if (there != null) {
                undo.remove(there, pod);
                if (there.isEmpty()) {
                    undo.remove(strays, node);
                }
            }
        }
        takeovers.left(pod);
        undo.log(() -> {
            pod.nodeName = node;
            pod.bound = bound;
        });
        pod.nodeName = null;
        pod.bound = false;
        Gang gang = pod.gang;
        if (gang != null) {
            gangs.detach(gang);
            undo.remove(gang.placed, pod);
            gangs.credit(gang, pod);
            undo.put(gang.waiting, pod.id, pod);
            gangs.markChanged(gang);
        }
    }
}
