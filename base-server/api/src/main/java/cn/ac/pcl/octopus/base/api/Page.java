package cn.ac.pcl.octopus.base.api;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param totalSize how many items match in all, on every page
 * @param items this page's items, in the order asked for
 */
public record Page<T>(long totalSize, List<T> items) {
    public Page {
        items = List.copyOf(items);
    }

    /** The same page with every item turned into something else. */
    public <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(totalSize, items.stream().<R>map(change).toList());
    }
}
