/**
 * The shell around the scheduler's core: facts of the cluster go in as events, plans come out as
 * bindings, evictions and conditions.
 */
@NullMarked
package cn.ac.pcl.octopus.scheduler.app;

import org.jspecify.annotations.NullMarked;
