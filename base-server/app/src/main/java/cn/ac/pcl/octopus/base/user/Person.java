package cn.ac.pcl.octopus.base.user;

/** What other features show of a user. */
public record Person(String id, String fullName, String email) {}
