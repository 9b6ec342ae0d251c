/// Decides which pod runs on which node and why a gang waits; JDK only, no clock, no thread.
///
/// What is known goes into a [cn.ac.pcl.octopus.scheduler.core.PoolState] by
/// [cn.ac.pcl.octopus.scheduler.core.ClusterEvent]s;
/// [cn.ac.pcl.octopus.scheduler.core.Scheduler#schedule] answers what to do now, and the state
/// counts its placements as made. Whoever carries them out says
/// [cn.ac.pcl.octopus.scheduler.core.ClusterEvent.PodBound] when a binding holds and
/// [cn.ac.pcl.octopus.scheduler.core.ClusterEvent.PodForgotten] when it failed.
@NullMarked
package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.NullMarked;
