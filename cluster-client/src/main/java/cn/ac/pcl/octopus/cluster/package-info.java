/**
 * How a service works with Kubernetes.
 *
 * <ul>
 *   <li>It reaches it with one client and its limits, under a name of its own.
 *   <li>Its replicas compete for a Lease ({@link cn.ac.pcl.octopus.cluster.Leadership}).
 *   <li>It watches ({@link cn.ac.pcl.octopus.cluster.Watches}), puts the names of what changed into
 *       a queue ({@link cn.ac.pcl.octopus.cluster.KeyQueue}) and looks at them one by one.
 *   <li>It is healthy while it sees the cluster ({@link cn.ac.pcl.octopus.cluster.Lookout}).
 * </ul>
 */
@NullMarked
package cn.ac.pcl.octopus.cluster;

import org.jspecify.annotations.NullMarked;
