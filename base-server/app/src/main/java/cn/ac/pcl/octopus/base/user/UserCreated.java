package cn.ac.pcl.octopus.base.user;

/** A user was created, in the transaction that publishes this. */
public record UserCreated(String userId) {}
