/** Service: PodGroups, Queues and Nodes to bindings. */
@NullMarked
package cn.ac.pcl.octopus.scheduler.app;

import org.jspecify.annotations.NullMarked;
