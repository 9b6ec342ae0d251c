package cn.ac.pcl.octopus.scheduler.core;

/// Who is charged for a gang inside its pool.
public record Owner(String workspace, String user) {
    public static final Owner NOBODY = new Owner("", "");
}
