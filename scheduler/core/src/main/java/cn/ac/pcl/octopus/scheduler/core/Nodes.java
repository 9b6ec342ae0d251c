package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All nodes as dense arrays, one slot a node and `stride` amounts a slot.
///
/// Every change of a slot is noted, and each [Ranking] catches up with it when it is asked next:
/// what it costs is what changed.
final class Nodes {
    private static final Pod[] NO_PODS = {};

    final Symbols symbols = new Symbols();
    final Map<String, Integer> slots = new HashMap<>();
    final Neighbours neighbours = new Neighbours(this);

    final Changes changes = new Changes();

    private final UndoLog undo;
    private int stride = 8;
    private int used;
    private int[] vacant = new int[16];
    private int vacancies;

    private long[] total = {};
    private long[] free = {};
    private @Nullable NodeSpec[] specs = {};
    private @Nullable Pod[] first = NO_PODS;

    final Shares shares = new Shares();

    /// What others may still take of a node that is kept for somebody; null where nothing is kept.
    private @Nullable Allowance[] allowance = {};

    /// What is kept for gangs for which room is being made.
    final Withheld withheld;

    private final Foreign foreign = new Foreign();

    private int[] version = {};

    /// Counts the changes of what nodes have.
    private long allocations;

    private long labelChanges;

    Nodes(UndoLog undo) {
        this.undo = undo;
        withheld = new Withheld(undo, symbols, this::touch);
    }

    NodeSpec spec(int slot) {
        NodeSpec spec = specs[slot];
        if (spec == null) {
            throw new IllegalArgumentException("no node in slot " + slot);
        }
        return spec;
    }

    @Nullable NodeSpec find(String name) {
        Integer slot = slots.get(name);
        return slot == null ? null : specs[slot];
    }

    /// Takes a slot for a node and counts all of it as free.
    int add(NodeSpec spec) {
        int slot = vacancies > 0 ? vacant[--vacancies] : used++;
        reserve(slot + 1);
        undo.log(() -> {
            touch(slot);
            specs[slot] = null;
            vacate(slot);
        });
        slots(spec.name(), slot);
        int base = slot * stride;
        Arrays.fill(free, base, base + stride, 0);
        Arrays.fill(total, base, base + stride, 0);
        setSpec(slot, spec);
        return slot;
    }

    private void slots(String name, int slot) {
        undo.put(slots, name, slot);
    }

    void change(int slot, NodeSpec spec) {
        NodeSpec before = spec(slot);
        undo.log(() -> setSpec(slot, before));
        setSpec(slot, spec);
    }

    private void setSpec(int slot, NodeSpec spec) {
        for (String name : spec.allocatable().amounts().keySet()) {
            symbols.index(name);
        }
        fitStride();
        int base = slot * stride;
        for (int r = 0; r < symbols.size(); r++) {
            long amount = spec.allocatable().amount(symbols.name(r));
            if (r == Symbols.PODS && amount == 0) {
                amount = Resources.LIMIT;
            }
            allocations += amount == total[base + r] ? 0 : 1;
            free[base + r] += amount - total[base + r];
            total[base + r] = amount;
        }
        NodeSpec before = specs[slot];
        specs[slot] = spec;
        if (before == null || !before.labels().equals(spec.labels())) {
            labelChanges++;
            neighbours.labelled(slot, spec);
        }
        version[slot]++;
        touch(slot);
    }

    /// Counts what changed in the labels of nodes.
    long labelChanges() {
        return labelChanges;
    }

    /// Gives up the slot of a node on which no pod is counted any more.
    void remove(int slot) {
        NodeSpec before = spec(slot);
        undo.log(() -> {
            vacancies--;
            int base = slot * stride;
            Arrays.fill(free, base, base + stride, 0);
            Arrays.fill(total, base, base + stride, 0);
            setSpec(slot, before);
        });
        undo.remove(slots, before.name());
        specs[slot] = null;
        shares.clear(slot);
        setAllowance(slot, null);
        version[slot]++;
        touch(slot);
        vacate(slot);
    }

    private void vacate(int slot) {
        if (vacancies == vacant.length) {
            vacant = Arrays.copyOf(vacant, vacant.length * 2);
        }
        vacant[vacancies++] = slot;
    }

    /// Those in use.
    int[] slots() {
        return slots.values().stream().mapToInt(Integer::intValue).toArray();
    }

    boolean exists(int slot) {
        return specs[slot] != null;
    }

    long allocations() {
        return allocations;
    }

    int version(int slot) {
        return version[slot];
    }

    long free(int slot, int resource) {
        return resource < stride ? free[slot * stride + resource] : 0;
    }

    long total(int slot, int resource) {
        return resource < stride ? total[slot * stride + resource] : 0;
    }

    /// How many devices a node has, of all kinds.
    long totalDevices(int slot) {
        long sum = 0;
        for (int r = Symbols.MEMORY + 1; r < symbols.size(); r++) {
            sum += symbols.isDevice(r) ? total(slot, r) : 0;
        }
        return sum;
    }

    /// What is free on a node and not withheld, by resource.
    long[] freeRow(int slot) {
        long[] row = Arrays.copyOfRange(free, slot * stride, slot * stride + symbols.size());
        for (int r = 0; r < row.length; r++) {
            row[r] -= withheld.of(slot, r);
        }
        return row;
    }

    @Nullable Allowance allowance(int slot) {
        return allowance[slot];
    }

    /// Limits what may be taken of a node, or lifts the limit.
    void setAllowance(int slot, @Nullable Allowance changed) {
        Allowance before = allowance[slot];
        undo.log(() -> {
            allowance[slot] = before;
            touch(slot);
        });
        allowance[slot] = changed;
        touch(slot);
    }

    /// Counts a pod that stays against what may be taken of its node.
    void spendAllowance(PodClass kind, int slot) {
        Allowance before = allowance[slot];
        if (before != null) {
            setAllowance(slot, before.after(kind));
        }
    }

    @Nullable Pod firstPod(int slot) {
        return first[slot];
    }

    int size() {
        return slots.size();
    }

    int capacity() {
        return used;
    }

    /// Counts a pod on a node. Facts count even where they do not fit.
    ///
    /// @param device the device of its share, or -1 to choose one
    void charge(Pod pod, int slot, int device) {
        PodClass kind = pod.kind;
        int base = slot * stride;
        for (int i = 0; i < kind.need.length; i++) {
            free[base + kind.need[i]] -= kind.amount[i];
        }
        pod.device =
                kind.shareResource < 0
                        ? -1
                        : takeShare(slot, kind.shareResource, kind.shareMilli, device);
        pod.node = slot;
        if (pod.leaving != null) {
            withheld.add(pod.leaving, kind, slot, -1);
        }
        Pod head = first[slot];
        pod.nextOnNode = head;
        if (head != null) {
            head.previousOnNode = pod;
        }
        first[slot] = pod;
        foreign.add(pod, slot, 1);
        neighbours.moved(pod, slot, 1);
        touch(slot);
        undo.log(() -> discharge(pod));
    }

    /// Counts a pod no longer.
    void discharge(Pod pod) {
        PodClass kind = pod.kind;
        int slot = pod.node;
        int device = pod.device;
        int base = slot * stride;
        for (int i = 0; i < kind.need.length; i++) {
            free[base + kind.need[i]] += kind.amount[i];
        }
        if (kind.shareResource >= 0) {
            giveShare(slot, kind.shareResource, kind.shareMilli, device);
        }
        if (pod.leaving != null) {
            withheld.add(pod.leaving, kind, slot, 1);
        }
        Pod before = pod.previousOnNode;
        Pod after = pod.nextOnNode;
        if (before == null) {
            first[slot] = after;
        } else {
            before.nextOnNode = after;
        }
        if (after != null) {
            after.previousOnNode = before;
        }
        pod.nextOnNode = null;
        pod.previousOnNode = null;
        pod.node = Pod.NOWHERE;
        pod.device = -1;
        foreign.add(pod, slot, -1);
        neighbours.moved(pod, slot, -1);
        touch(slot);
        undo.log(() -> charge(pod, slot, device));
    }

    /// How many pods of a class the free amounts of a node hold.
    long fits(PodClass kind, int slot) {
        int base = slot * stride;
        Allowance limit = allowance[slot];
        long count = Long.MAX_VALUE;
        for (int i = 0; i < kind.need.length; i++) {
            long left = free[base + kind.need[i]] - withheld.of(slot, kind.need[i]);
            if (limit != null) {
                left = Math.min(left, limit.of(kind.need[i]));
            }
            long asked = kind.amount[i];
            if (left < asked) {
                return 0;
            }
            count = Math.min(count, asked == 1 ? left : left / asked);
        }
        if (kind.shareResource >= 0) {
            long whole = free[base + kind.shareResource] - withheld.of(slot, kind.shareResource);
            if (whole < 0) {
                // Others have put more on the devices than there are.
                return 0;
            }
            for (int i = 0; i < kind.need.length; i++) {
                if (kind.need[i] == kind.shareResource) {
                    whole -= kind.amount[i];
                }
            }
            if (limit != null) {
                count = Math.min(count, Math.max(0, limit.of(kind.shareResource)));
            }
            count = Math.min(count, sharesFree(kind, slot, whole));
        }
        if (!withheld.allows(kind, slot) || (limit != null && !limit.allows(kind))) {
            return 0;
        }
        return portsFree(kind, slot) ? kind.atMostPerNode(count) : 0;
    }

    /// What a node has of a resource beside what pods without a gang hold.
    long lasting(int slot, int resource) {
        return Math.max(0, total(slot, resource) - foreign.of(slot, resource));
    }

    /// How many pods of a class a node would hold if nothing ran on it but pods without a gang.
    long fitsEmpty(PodClass kind, int slot) {
        long count = 1L << 20;
        for (int i = 0; i < kind.need.length; i++) {
            count = Math.min(count, lasting(slot, kind.need[i]) / kind.amount[i]);
        }
        if (kind.shareResource >= 0) {
            count = Math.min(count, sharesEmpty(kind, slot));
        }
        return Foreign.takesPortOf(kind, first[slot]) ? 0 : kind.atMostPerNode(count);
    }

    /// How many shares of a class the devices of a node would hold beside those of pods without a
    /// gang.
    long sharesEmpty(PodClass kind, int slot) {
        return Foreign.sharesBeside(kind, first[slot], total(slot, kind.shareResource));
    }

    private long sharesFree(PodClass kind, int slot, long whole) {
        return Math.max(0, whole) * (DeviceShare.WHOLE / kind.shareMilli)
                + shares.fitBesideOthers(slot, kind.shareResource, kind.shareMilli);
    }

    private boolean portsFree(PodClass kind, int slot) {
        if (kind.shape.ports().isEmpty()) {
            return true;
        }
        for (Pod pod = first[slot]; pod != null; pod = pod.nextOnNode) {
            if (pod.kind.collidesWith(kind)) {
                return false;
            }
        }
        return true;
    }

    /// What is free of a resource, on devices in shares too.
    double freeWithParts(int slot, int resource) {
        return (double) free(slot, resource)
                + shares.partsFree(slot, resource) / (double) DeviceShare.WHOLE;
    }

    /// How many devices are free on a node, of all kinds and in shares too.
    double freeDevices(int slot) {
        double sum = 0;
        for (int r = Symbols.MEMORY + 1; r < symbols.size(); r++) {
            sum += symbols.isDevice(r) ? freeWithParts(slot, r) : 0;
        }
        return sum;
    }

    /// Counts a share on a device, the wanted one or that which suits best.
    private int takeShare(int slot, int resource, int milli, int wanted) {
        int device = shares.choose(slot, resource, milli, wanted);
        if (shares.add(slot, resource, milli, device)) {
            free[slot * stride + resource]--;
        }
        return device;
    }

    private void giveShare(int slot, int resource, int milli, int device) {
        if (shares.remove(slot, resource, milli, device)) {
            free[slot * stride + resource]++;
        }
    }

    private void touch(int slot) {
        changes.add(slot);
    }

    /// Widens the slots after a new resource name was met.
    void fitStride() {
        if (symbols.size() <= stride) {
            return;
        }
        int wider = stride * 2;
        while (wider < symbols.size()) {
            wider *= 2;
        }
        total = spread(total, stride, wider);
        free = spread(free, stride, wider);
        stride = wider;
    }

    private static long[] spread(long[] amounts, int narrow, int wide) {
        long[] spread = new long[amounts.length / narrow * wide];
        for (int from = 0, to = 0; from < amounts.length; from += narrow, to += wide) {
            System.arraycopy(amounts, from, spread, to, narrow);
        }
        return spread;
    }

    private void reserve(int count) {
        if (count <= specs.length) {
            return;
        }
        int room = Math.max(16, specs.length * 2);
        specs = Arrays.copyOf(specs, room);
        first = Arrays.copyOf(first, room);
        shares.reserve(room);
        version = Arrays.copyOf(version, room);
        allowance = Arrays.copyOf(allowance, room);
        withheld.reserve(room);
        foreign.reserve(room);
        changes.reserve(room);
        total = Arrays.copyOf(total, room * stride);
        free = Arrays.copyOf(free, room * stride);
    }
}
