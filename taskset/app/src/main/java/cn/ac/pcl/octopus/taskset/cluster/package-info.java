/** Jobs in the cluster: made, watched, ended. */
@NullMarked
package cn.ac.pcl.octopus.taskset.cluster;

import org.jspecify.annotations.NullMarked;
