/** Benchmarks of the scheduler's core and replays of traces. */
@NullMarked
package cn.ac.pcl.octopus.bench.scheduler;

import org.jspecify.annotations.NullMarked;
