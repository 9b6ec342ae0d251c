package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The pools of a state, and which nodes belong to which of them.
final class Pools {
    private final UndoLog undo;
    private final Nodes nodes;
    private final Settings settings;
    private final TreeMap<String, Pool> byName = new TreeMap<>();

    /// Counts what changed the room on nodes, for gangs whose pods get in each other's way.
    private long stirs;

    Pools(UndoLog undo, Nodes nodes, Settings settings) {
        this.undo = undo;
        this.nodes = nodes;
        this.settings = settings;
    }

    // ---- facts

    /// By name.
    Collection<Pool> all() {
        return byName.values();
    }

    @Nullable Pool find(String name) {
        return byName.get(name);
    }

    List<PoolSpec> specs() {
        List<PoolSpec> specs = new ArrayList<>();
        for (Pool pool : byName.values()) {
            if (pool.spec != null) {
                specs.add(pool.spec);
            }
        }
        return specs;
    }

    /// The observed mix of each pool that has one.
    Map<String, Mix> mixes() {
        TreeMap<String, Mix> mixes = new TreeMap<>();
        for (Pool pool : byName.values()) {
            if (!pool.mix().typical().isEmpty()) {
                mixes.put(pool.name, pool.mix());
            }
        }
        return mixes;
    }

    /// The quotas of each pool that has some.
    Map<String, List<Quota>> quotas() {
        TreeMap<String, List<Quota>> quotas = new TreeMap<>();
        for (Pool pool : byName.values()) {
            List<Quota> ofPool = pool.accounts.quotas();
            if (!ofPool.isEmpty()) {
                quotas.put(pool.name, ofPool);
            }
        }
        return quotas;
    }

    List<PastUse> pastUses() {
        List<PastUse> uses = new ArrayList<>();
        byName.values().forEach(pool -> uses.addAll(pool.accounts.pastUses()));
        return uses;
    }

    // ---- pools

    Pool of(String name) {
        Pool pool = byName.get(name);
        if (pool == null) {
            pool = new Pool(name, nodes, undo, settings.halfLife());
            undo.put(byName, name, pool);
        }
        return pool;
    }

    void change(String name, @Nullable PoolSpec spec) {
        if (spec == null && !byName.containsKey(name)) {
            return;
        }
        Pool pool = of(name);
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
        pool.lines.wakeAll();
    }

    void changeMix(String name, Mix mix) {
        Pool pool = of(name);
        if (!pool.mix().equals(mix)) {
            pool.setMix(mix);
        }
    }

    void changeQuota(String name, Quota quota) {
        of(name).accounts.change(quota);
        stir();
    }

    void removeQuota(String name, AccountId account) {
        Pool pool = byName.get(name);
        if (pool != null) {
            pool.accounts.remove(account);
            stir();
        }
    }

    /// Adds to the past of all accounts what they used until now.
    void settle(Instant now) {
        byName.values().forEach(pool -> pool.accounts.settle(now));
    }

    // ---- their nodes

    /// Puts a node that appeared or changed into the pools to which it belongs.
    void sort(NodeSpec spec, int slot) {
        for (Pool pool : byName.values()) {
            boolean belongs = pool.spec != null && pool.spec.contains(spec.labels());
            if (belongs != pool.contains(spec.name())) {
                if (belongs) {
                    pool.join(spec.name(), slot);
                } else {
                    pool.leave(spec.name());
                    // A gang may now be impossible that was only waiting, or more even.
                    pool.lines.wakeAll();
                }
            }
        }
        relieve(spec.name());
        renewHope(spec.name());
    }

    /// Takes a node that vanishes out of its pools.
    void leave(String node) {
        for (Pool pool : byName.values()) {
            if (pool.contains(node)) {
                pool.leave(node);
                // A gang may now be impossible that was only waiting.
                pool.lines.wakeAll();
            }
        }
    }

    /// Notes that a node may now have room for somebody, and where there are rules about other pods
    /// that there may be some in all its domains, whatever pools these are in.
    void relieve(String node) {
        stir();
        boolean ruled = !nodes.neighbours.idle();
        for (Pool pool : byName.values()) {
            if (!pool.relieved && (ruled || pool.contains(node))) {
                pool.setRelieved(true);
            }
        }
    }

    /// Notes that there may be room now for somebody for whom there was none at all.
    void renewHope(String node) {
        for (Pool pool : byName.values()) {
            if (pool.contains(node)) {
                pool.lines.setChanged(true);
            }
        }
    }

    void stir() {
        long before = stirs;
        undo.log(() -> stirs = before);
        stirs++;
    }

    long stirs() {
        return stirs;
    }
}
