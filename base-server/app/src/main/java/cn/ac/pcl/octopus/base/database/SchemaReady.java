package cn.ac.pcl.octopus.base.database;

/**
 * The database answers and its tables are those of this version. Listeners do what the start of the
 * process leaves to this moment; when one fails, all are called again.
 */
public record SchemaReady() {}
