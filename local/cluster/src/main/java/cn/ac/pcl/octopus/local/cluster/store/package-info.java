/** The objects of the cluster: types, versions, change logs and the journal on disk. */
@NullMarked
package cn.ac.pcl.octopus.local.cluster.store;

import org.jspecify.annotations.NullMarked;
