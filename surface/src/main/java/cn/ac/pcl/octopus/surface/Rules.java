package cn.ac.pcl.octopus.surface;

/** Forms that the contract prescribes for path variables. */
public final class Rules {

    /** An algorithm's id. */
    public static final String ALGORITHM_ID = "[A-Za-z0-9]{32}";

    /** An algorithm's id where the contract only bounds it from below. */
    public static final String LONG_ALGORITHM_ID = "[A-Za-z0-9]{32,}";

    /** A model's id. */
    public static final String MODEL_ID = "[A-Za-z0-9]{1,32}";

    /** Longest id of anything else. */
    public static final int ID = 36;

    private Rules() {}
}
