/** Tests of the local cluster, whose likeness to a real one has a package of its own. */
@NullMarked
package cn.ac.pcl.octopus.local.cluster;

import org.jspecify.annotations.NullMarked;
