package cn.ac.pcl.octopus.base.api;

/** The id of what a call made or changed. */
public record Reference(String id) {}
