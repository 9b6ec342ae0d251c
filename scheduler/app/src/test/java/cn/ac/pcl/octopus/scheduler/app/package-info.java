/** Tests of the scheduler's shell. */
// Fields of tests are set by their life cycle.
@NullUnmarked
package cn.ac.pcl.octopus.scheduler.app;

import org.jspecify.annotations.NullUnmarked;
