package cn.ac.pcl.octopus.gateway;

/** Which of a client's proofs of identity an upstream gets to see. */
enum Credentials {
    /** The Authorization header, and no cookie: the surfaces. */
    HEADER,
    /** None: the store believes signatures in the address, base-server the caller token. */
    NONE,
    /** The upstream's own cookies, not ours: portals and dashboards. */
    FOREIGN;

    /** Key of a route's metadata. */
    static final String KEY = "credentials";
}
