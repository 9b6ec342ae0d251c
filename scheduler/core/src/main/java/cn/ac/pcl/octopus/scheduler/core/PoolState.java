package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that is known of pools that share nodes: changed by events only, from one thread.
///
/// Guarantees:
/// - Whatever the order of the events that lead to the same facts, the plans are the same.
/// - An event that comes twice, or names what is not known, does no harm.
/// - What happens between [#tryOut] and [Journal#close] leaves no trace.
public final class PoolState {
    final UndoLog undo = new UndoLog();
    final Nodes nodes = new Nodes(undo);
    final Settings settings;
    final TreeMap<String, Pool> pools = new TreeMap<>();

    private final Map<GangId, Gang> gangs = new HashMap<>();
    private final Map<PodId, Pod> pods = new HashMap<>();
    private final Map<PodShape, PodClass> classes = new HashMap<>();

    /// Pods on nodes that are not known, by the node's name.
    private final Map<String, Set<Pod>> strays = new HashMap<>();

    /// Gangs of which something changed since the last cycle.
    private final Set<Gang> changed = new LinkedHashSet<>();

    private int lines;

    /// How many gangs say how long they run.
    private int timed;

    /// Counts what changed the room on nodes, for gangs whose pods get in each other's way.
    private long stirs;

    public PoolState() {
        this(Settings.DEFAULT);
    }

    public PoolState(Settings settings) {
        this.settings = settings;
    }

    /// Takes in what became known.
    public void apply(ClusterEvent event) {
        switch (event) {
            case ClusterEvent.NodeChanged(NodeSpec node) -> changeNode(node);
            case ClusterEvent.NodeRemoved(String name) -> removeNode(name);
            case ClusterEvent.PoolChanged(PoolSpec pool) -> changePool(pool.name(), pool);
            case ClusterEvent.PoolRemoved(String name) -> changePool(name, null);
            case ClusterEvent.MixChanged(String name, Mix mix) -> changeMix(name, mix);
            case ClusterEvent.GangChanged(GangSpec gang) -> changeGang(gang);
            case ClusterEvent.GangGone(GangId id) -> removeGang(id);
            case ClusterEvent.PodChanged(PodSpec pod) -> changePod(pod);
            case ClusterEvent.PodBound(PodId id, String node, int device) -> {
                Pod pod = pods.get(id);
                if (pod != null) {
                    bind(pod, node, device);
                }
            }
            case ClusterEvent.PodForgotten(PodId id) -> {
                Pod pod = pods.get(id);
                if (pod != null && pod.placed() && !pod.bound) {
                    lift(pod);
                }
            }
            case ClusterEvent.PodGone(PodId id) -> {
                Pod pod = pods.get(id);
                if (pod != null) {
                    removePod(pod);
                }
            }
        }
    }

    /// Begins an attempt: what changes from here on can be undone.
    public Journal tryOut() {
        return new Journal(undo);
    }

    // ---- what can be asked

    /// What is free on a node: below zero nowhere, even where others have put too much on it.
    /// Nothing for a node that is not known. Devices of which shares are in use are not free.
    public Resources free(String node) {
        Integer slot = nodes.slots.get(node);
        TreeMap<String, Long> free = new TreeMap<>();
        for (int r = 0; slot != null && r < nodes.symbols.size(); r++) {
            free.put(nodes.symbols.name(r), nodes.free(slot, r));
        }
        return new Resources(free);
    }

    /// Why a gang waits and for how long; null when it does not wait or is not known. It costs a
    /// look at the pool's nodes and at the gangs ahead, and changes nothing.
    public @Nullable Waiting explain(GangId id, Instant now) {
        Gang gang = gangs.get(id);
        if (gang == null) {
            return null;
        }
        try (Journal _ = tryOut()) {
            return new Forecast(this, now).of(gang);
        }
    }

    /// What would become of a gang and its pods if they were submitted now. Changes nothing.
    public WhatIf whatIf(GangSpec gang, List<PodSpec> gangPods, Instant now) {
        try (Journal _ = tryOut()) {
            apply(new ClusterEvent.GangChanged(gang));
            for (PodSpec pod : gangPods) {
                apply(new ClusterEvent.PodChanged(pod));
            }
            List<Placement> place =
                    Scheduler.schedule(this, now).place().stream()
                            .filter(placement -> placement.gang().equals(gang.id()))
                            .toList();
            return new WhatIf(place, explain(gang.id(), now));
        }
    }

    /// The room a pool keeps for a waiting gang; null when it keeps none.
    public @Nullable Reservation reservation(String pool) {
        Pool known = pools.get(pool);
        Kept kept = known == null ? null : known.kept();
        return kept == null ? null : new Reservation(kept.gang.id, kept.until);
    }

    /// The node a pod is placed on; null while it waits or when it is not known.
    public @Nullable String nodeOf(PodId pod) {
        Pod known = pods.get(pod);
        return known == null ? null : known.nodeName;
    }

    /// The facts that make up this state, in the order of their names.
    public Snapshot snapshot() {
        List<NodeSpec> nodeSpecs = new ArrayList<>();
        for (int slot : new TreeMap<>(nodes.slots).values()) {
            nodeSpecs.add(nodes.spec(slot));
        }
        List<PoolSpec> poolSpecs = new ArrayList<>();
        for (Pool pool : pools.values()) {
            if (pool.spec != null) {
                poolSpecs.add(pool.spec);
            }
        }
        TreeMap<String, Mix> mixes = new TreeMap<>();
        for (Pool pool : pools.values()) {
            if (!pool.mix().typical().isEmpty()) {
                mixes.put(pool.name, pool.mix());
            }
        }
        List<GangSpec> gangSpecs = new ArrayList<>();
        for (Gang gang : new TreeMap<>(gangs).values()) {
            if (gang.spec != null) {
                gangSpecs.add(gang.spec);
            }
        }
        TreeMap<GangId, Instant> started = new TreeMap<>();
        for (Gang gang : gangs.values()) {
            if (gang.started != null) {
                started.put(gang.id, gang.started);
            }
        }
        List<PodSpec> podSpecs = new ArrayList<>();
        List<PodId> unconfirmed = new ArrayList<>();
        for (Pod pod : new TreeMap<>(pods).values()) {
            GangId gang = pod.gang == null ? null : pod.gang.id;
            podSpecs.add(new PodSpec(pod.id, gang, pod.kind.shape, pod.nodeName, pod.device));
            if (pod.placed() && !pod.bound) {
                unconfirmed.add(pod.id);
            }
        }
        return new Snapshot(nodeSpecs, poolSpecs, mixes, gangSpecs, started, podSpecs, unconfirmed);
    }

    /// A state of these facts.
    public static PoolState of(Snapshot snapshot, Settings settings) {
        PoolState state = new PoolState(settings);
        snapshot.pools().forEach(pool -> state.changePool(pool.name(), pool));
        snapshot.mixes().forEach(state::changeMix);
        snapshot.nodes().forEach(state::changeNode);
        snapshot.gangs().forEach(state::changeGang);
        snapshot.pods().forEach(state::changePod);
        snapshot.started().forEach((id, at) -> state.gang(id).started = at);
        for (PodId id : snapshot.unconfirmed()) {
            Pod pod = state.pods.get(id);
            if (pod != null) {
                pod.bound = false;
            }
        }
        return state;
    }

    // ---- nodes

    private void changeNode(NodeSpec spec) {
        Integer known = nodes.slots.get(spec.name());
        if (known != null && nodes.spec(known).equals(spec)) {
            return;
        }
        int slot = known == null ? nodes.add(spec) : known;
        if (known == null) {
            Set<Pod> waiting = strays.get(spec.name());
            if (waiting != null) {
                undo.remove(strays, spec.name());
                waiting.stream()
                        .sorted(Comparator.comparing(pod -> pod.id))
                        .forEach(pod -> chargeStray(pod, slot));
            }
        } else {
            nodes.change(slot, spec);
        }
        for (Pool pool : pools.values()) {
            boolean belongs = pool.spec != null && pool.spec.contains(spec.labels());
            if (belongs != pool.contains(spec.name())) {
                if (belongs) {
                    pool.join(spec.name(), slot);
                } else {
                    pool.leave(spec.name());
                }
            }
        }
        relieve(spec.name());
    }

    private void removeNode(String name) {
        Integer slot = nodes.slots.get(name);
        if (slot == null) {
            return;
        }
        Set<Pod> left = new HashSet<>();
        for (Pod pod = nodes.firstPod(slot); pod != null; pod = nodes.firstPod(slot)) {
            int device = pod.device;
            nodes.discharge(pod);
            setDevice(pod, device);
            left.add(pod);
        }
        if (!left.isEmpty()) {
            undo.put(strays, name, left);
        }
        for (Pool pool : pools.values()) {
            if (pool.contains(name)) {
                pool.leave(name);
                // A gang may now be impossible that was only waiting.
                pool.wakeAll();
            }
        }
        nodes.remove(slot);
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

    /// Notes that a node may now have room for somebody.
    void relieve(String node) {
        stir();
        for (Pool pool : pools.values()) {
            if (!pool.relieved && pool.contains(node)) {
                pool.setRelieved(true);
            }
        }
    }

    void stir() {
        stirs++;
    }

    long stirs() {
        return stirs;
    }

    // ---- pools

    Pool pool(String name) {
        Pool pool = pools.get(name);
        if (pool == null) {
            pool = new Pool(name, nodes, undo);
            undo.put(pools, name, pool);
        }
        return pool;
    }

    private void changePool(String name, @Nullable PoolSpec spec) {
        if (spec == null && !pools.containsKey(name)) {
            return;
        }
        Pool pool = pool(name);
        if (Objects.equals(pool.spec, spec)) {
            return;
        }
        pool.setSpec(spec);
        nodes.slots.forEach((node, slot) -> {
            boolean belongs = spec != null && spec.contains(nodes.spec(slot).labels());
            if (belongs && !pool.contains(node)) {
                pool.join(node, slot);
            } else if (!belongs && pool.contains(node)) {
                pool.leave(node);
            }
        });
        pool.wakeAll();
    }

    private void changeMix(String name, Mix mix) {
        Pool pool = pool(name);
        if (!pool.mix().equals(mix)) {
            pool.setMix(mix);
        }
    }

    // ---- gangs

    private Gang gang(GangId id) {
        Gang gang = gangs.get(id);
        if (gang == null) {
            gang = new Gang(id);
            undo.put(gangs, id, gang);
        }
        return gang;
    }

    @Nullable Gang findGang(GangId id) {
        return gangs.get(id);
    }

    private void changeGang(GangSpec spec) {
        Gang gang = gang(spec.id());
        if (!spec.equals(gang.spec)) {
            detach(gang);
            setSpec(gang, spec);
            markChanged(gang);
        }
    }

    private void removeGang(GangId id) {
        Gang gang = gangs.get(id);
        if (gang != null && gang.spec != null) {
            detach(gang);
            setSpec(gang, null);
            dropIfEmpty(gang);
        }
    }

    private void setSpec(Gang gang, @Nullable GangSpec spec) {
        GangSpec before = gang.spec;
        undo.log(() -> exchangeSpec(gang, before));
        exchangeSpec(gang, spec);
    }

    private void exchangeSpec(Gang gang, @Nullable GangSpec spec) {
        timed += timed(spec) - timed(gang.spec);
        gang.spec = spec;
    }

    private static int timed(@Nullable GangSpec spec) {
        return spec == null || spec.runTime() == null ? 0 : 1;
    }

    /// True when at least one gang says how long it runs.
    boolean knowsRunTimes() {
        return timed > 0;
    }

    private void dropIfEmpty(Gang gang) {
        if (gang.empty()) {
            undo.remove(changed, gang);
            undo.remove(gangs, gang.id);
        }
    }

    private void markChanged(Gang gang) {
        undo.add(changed, gang);
    }

    /// The gangs that changed since this was asked last.
    List<Gang> takeChanged() {
        List<Gang> taken = new ArrayList<>(changed);
        for (Gang gang : taken) {
            undo.remove(changed, gang);
        }
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

    void tell(Gang gang, @Nullable Reason reason) {
        Reason before = gang.told;
        undo.log(() -> gang.told = before);
        gang.told = reason;
    }

    // ---- lines

    /// Takes a gang out of its line.
    void detach(Gang gang) {
        Line line = gang.line;
        if (line != null) {
            undo.remove(line.gangs, gang);
            undo.remove(line.untold, gang);
            undo.log(() -> gang.line = line);
            gang.line = null;
            if (line.gangs.isEmpty()) {
                line.key.pool().remove(line);
            }
        }
    }

    /// Puts a gang into the line of those that are alike.
    Line attach(Gang gang) {
        GangSpec spec = gang.known();
        Map<PodClass, Integer> waiting = new HashMap<>();
        for (Pod pod : gang.waiting.values()) {
            waiting.merge(pod.kind, 1, Integer::sum);
        }
        Pool pool = pool(spec.pool());
        Line.Key key =
                new Line.Key(pool, spec.owner(), gang.need(), spec.runTime(), Map.copyOf(waiting));
        Line line = pool.lines.get(key);
        if (line == null) {
            line = new Line(key, lines++);
            pool.add(line);
        }
        undo.add(line.gangs, gang);
        undo.add(line.untold, gang);
        undo.log(() -> gang.line = null);
        gang.line = line;
        return line;
    }

    /// Notes that the first gang of a line failed just now.
    void fail(Line line, Reason reason) {
        Reason before = line.reason;
        long failedBefore = line.failedAt;
        undo.log(() -> {
            line.reason = before;
            line.failedAt = failedBefore;
        });
        line.reason = reason;
        line.failedAt = stirs;
        line.key.pool().park(line);
    }

    // ---- pods

    private void changePod(PodSpec spec) {
        Pod pod = pods.get(spec.id());
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
                removePod(pod);
                addPod(kept);
                return;
            }
            if (spec.node() != null) {
                bind(pod, spec.node(), spec.device());
            }
            return;
        }
        addPod(spec);
    }

    private void addPod(PodSpec spec) {
        PodClass kind = classes.get(spec.shape());
        if (kind == null) {
            kind = new PodClass(spec.shape(), nodes.symbols);
            nodes.fitStride();
            undo.put(classes, spec.shape(), kind);
        }
        count(kind, 1);
        GangId id = spec.gang();
        Gang gang = id == null ? null : gang(id);
        Pod pod = new Pod(spec.id(), kind, gang);
        undo.put(pods, spec.id(), pod);
        if (gang != null) {
            detach(gang);
            undo.put(gang.waiting, pod.id, pod);
            markChanged(gang);
        }
        if (spec.node() != null) {
            bind(pod, spec.node(), spec.device());
        }
    }

    private void count(PodClass kind, int change) {
        undo.log(() -> kind.pods -= change);
        kind.pods += change;
    }

    private void removePod(Pod pod) {
        if (pod.placed()) {
            lift(pod);
        }
        Gang gang = pod.gang;
        if (gang != null) {
            detach(gang);
            undo.remove(gang.waiting, pod.id);
            markChanged(gang);
            dropIfEmpty(gang);
        }
        undo.remove(pods, pod.id);
        count(pod.kind, -1);
        if (pod.kind.pods == 0) {
            undo.remove(classes, pod.kind.shape);
            for (Pool pool : pools.values()) {
                pool.forget(pod.kind);
            }
        }
    }

    private void bind(Pod pod, String node, int device) {
        if (pod.placed() && !node.equals(pod.nodeName)) {
            lift(pod);
        }
        if (!pod.placed()) {
            place(pod, node, device);
            stir();
        }
        if (!pod.bound) {
            undo.log(() -> pod.bound = false);
            pod.bound = true;
        }
    }

    /// Counts a pod on a node, known or not.
    void place(Pod pod, String node, int device) {
        Gang gang = pod.gang;
        if (gang != null) {
            detach(gang);
            undo.remove(gang.waiting, pod.id);
            undo.add(gang.placed, pod);
            markChanged(gang);
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
    private void lift(Pod pod) {
        String node = pod.nodeName;
        boolean bound = pod.bound;
        if (node == null) {
            return;
        }
        if (pod.node != Pod.NOWHERE) {
            nodes.discharge(pod);
            relieve(node);
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
        undo.log(() -> {
            pod.nodeName = node;
            pod.bound = bound;
        });
        pod.nodeName = null;
        pod.bound = false;
        Gang gang = pod.gang;
        if (gang != null) {
            detach(gang);
            undo.remove(gang.placed, pod);
            undo.put(gang.waiting, pod.id, pod);
            markChanged(gang);
        }
    }
}
