/** Jobs as they are stored, and what can be done with them. */
@NullMarked
package cn.ac.pcl.octopus.taskset.job;

import org.jspecify.annotations.NullMarked;
