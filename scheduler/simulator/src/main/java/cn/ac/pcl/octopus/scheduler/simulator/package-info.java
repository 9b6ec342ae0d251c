/** Runs the scheduler's core under a virtual clock over traces and made-up workloads. */
@NullMarked
package cn.ac.pcl.octopus.scheduler.simulator;

import org.jspecify.annotations.NullMarked;
