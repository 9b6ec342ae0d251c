/** Life of a job as one table of states and events. */
@NullMarked
package cn.ac.pcl.octopus.taskset.core;

import org.jspecify.annotations.NullMarked;
