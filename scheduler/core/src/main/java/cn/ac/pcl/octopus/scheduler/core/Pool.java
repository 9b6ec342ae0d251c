package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A pool as the state knows it: its nodes, and the lines of gangs that wait for them.
final class Pool implements NodeOrder {
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

    final Lines lines;
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
        lines = new Lines(this, nodes, undo);
        accounts = new Accounts(this, nodes, undo, halfLife);
    }

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
