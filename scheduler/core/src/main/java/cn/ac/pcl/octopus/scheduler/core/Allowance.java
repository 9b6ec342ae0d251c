package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import java.util.List;

/// What others may still take of a node that is kept for somebody.
final class Allowance {
    /// By resource; of one that was met later, all there is.
    private final long[] left;

    /// The classes of the pods that will come.
    private final List<PodClass> promised;

    Allowance(long[] left, List<PodClass> promised) {
        this.left = left;
        this.promised = List.copyOf(promised);
    }

    /// Others may take nothing.
    static Allowance nothing(Symbols symbols) {
        return new Allowance(new long[symbols.size()], List.of());
    }

    /// How much may be taken of a resource.
    long of(int resource) {
        return resource < left.length ? left[resource] : Long.MAX_VALUE;
    }

    /// False where a pod of a class takes a port of those that will come. A share of a device is in
    /// nobody's way: it counts as a whole one.
    boolean allows(PodClass kind) {
        return promised.stream().noneMatch(kind::collidesWith);
    }

    /// What may be taken once a pod of a class is there.
    Allowance after(PodClass kind) {
        long[] after = left.clone();
        for (int r = 0; r < after.length; r++) {
            after[r] -= kind.amountOf(r);
        }
        return new Allowance(after, promised);
    }

    /// By resource.
    long[] amounts() {
        return Arrays.copyOf(left, left.length);
    }
}
