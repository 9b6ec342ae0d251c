package cn.ac.pcl.octopus.scheduler.core;

/// The most that one node of a pool has of cores, of memory and of devices of all kinds.
record Largest(double cores, double memory, double devices) {
    static final Largest NONE = new Largest(0, 0, 0);

    static Largest of(int[] members, Nodes nodes) {
        double cores = 0;
        double memory = 0;
        double devices = 0;
        for (int member : members) {
            cores = Math.max(cores, (double) nodes.total(member, Symbols.CPU));
            memory = Math.max(memory, (double) nodes.total(member, Symbols.MEMORY));
            devices = Math.max(devices, (double) nodes.totalDevices(member));
        }
        return new Largest(cores, memory, devices);
    }
}
