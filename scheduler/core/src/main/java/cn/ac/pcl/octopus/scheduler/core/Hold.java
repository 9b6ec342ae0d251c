package cn.ac.pcl.octopus.scheduler.core;

/// Why a gang waits.
public record Hold(GangId gang, Reason reason) {}
