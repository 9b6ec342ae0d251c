package cn.ac.pcl.octopus.base.api;

/** Limits that the list queries of the contract share. */
public final class Paging {
    /** Most items of a page on most lists. */
    public static final int MOST = 99;

    /** Most items of a page of users, workspaces and images. */
    public static final int MOST_WIDE = 100;

    /** What {@code orderBy} may be. */
    public static final String ORDER = "|asc|desc";

    /** Longest name of a sort key. */
    public static final int SORT_KEY = 30;

    private Paging() {}
}
