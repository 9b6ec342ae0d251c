/** Tests of the local cluster, and the conformance suite that also runs against a real one. */
@NullMarked
package cn.ac.pcl.octopus.local.cluster;

import org.jspecify.annotations.NullMarked;
