package cn.ac.pcl.octopus.identity;

/** What a caller is. */
public enum Role {
    /** Not known yet: the caller logs in. */
    NOBODY,
    /** A user of the platform, inside one workspace. */
    USER,
    /** An administrator of the platform. */
    ADMINISTRATOR
}
