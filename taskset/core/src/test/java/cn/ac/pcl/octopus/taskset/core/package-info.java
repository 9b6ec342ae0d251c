/** Tests of the life of a job. */
@NullMarked
package cn.ac.pcl.octopus.taskset.core;

import org.jspecify.annotations.NullMarked;
