/** Service: submits, stops and follows Jobs; tells their life to base-server. */
@NullMarked
package cn.ac.pcl.octopus.taskset;

import org.jspecify.annotations.NullMarked;
