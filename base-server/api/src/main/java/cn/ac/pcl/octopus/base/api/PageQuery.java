package cn.ac.pcl.octopus.base.api;

import org.jspecify.annotations.Nullable;

/** What every query of a list has; the query records implement it by their components. */
public interface PageQuery {
    /** Number of the page, from 1. */
    int pageIndex();

    int pageSize();

    /**
     * Camel-case name of the field to sort by. Empty means the time of creation. The contract of
     * users, workspaces, images and algorithms has the two members swapped; both spellings are
     * understood everywhere.
     */
    @Nullable String sortBy();

    /** {@code asc} or {@code desc}; empty means {@code desc}. */
    @Nullable String orderBy();
}
