/** A node that runs the containers of its pods as processes of this machine. */
@NullMarked
package cn.ac.pcl.octopus.local.cluster.node;

import org.jspecify.annotations.NullMarked;
