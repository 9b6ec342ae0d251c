/** Tells subscribers of the life of jobs. */
@NullMarked
package cn.ac.pcl.octopus.taskset.hook;

import org.jspecify.annotations.NullMarked;
