/** Tests of taskset against a real database. */
@NullMarked
package cn.ac.pcl.octopus.taskset;

import org.jspecify.annotations.NullMarked;
