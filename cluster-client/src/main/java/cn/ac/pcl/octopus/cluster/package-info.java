/**
 * How a service reaches Kubernetes: the client and its limits, the name under which it writes, and
 * the Lease for which its replicas compete.
 */
@NullMarked
package cn.ac.pcl.octopus.cluster;

import org.jspecify.annotations.NullMarked;
