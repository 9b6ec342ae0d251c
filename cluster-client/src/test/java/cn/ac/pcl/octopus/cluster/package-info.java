/** Tests of the way to Kubernetes. */
@NullMarked
package cn.ac.pcl.octopus.cluster;

import org.jspecify.annotations.NullMarked;
