package cn.ac.pcl.octopus.scheduler.core;

/// What an account of a pool has.
///
/// @param used what its gangs use now, or are promised
/// @param borrowed what of it is beyond its guarantee, of the resources that this names, and is
///   taken back when somebody whose guarantee is not used up needs it
/// @param dominant its part of the pool for its weight, now and in the past: the number by which
///   accounts take turns, the smallest first
public record Share(AccountId account, Resources used, Resources borrowed, double dominant) {}
