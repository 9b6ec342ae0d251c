/** Tests of the scheduler's shell. */
@NullMarked
package cn.ac.pcl.octopus.scheduler.app;

import org.jspecify.annotations.NullMarked;
