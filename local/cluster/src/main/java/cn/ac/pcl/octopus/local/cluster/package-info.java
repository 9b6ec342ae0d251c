/** A small Kubernetes API server and a node that runs pods as local processes. */
@NullMarked
package cn.ac.pcl.octopus.local.cluster;

import org.jspecify.annotations.NullMarked;
