package cn.ac.pcl.octopus.base.database;

/** The database answers and its tables are those of this version. Published once. */
public record SchemaReady() {}
