/**
 * What a Kubernetes API server does, asked of ours in every build and of a real one on demand: one
 * class for each side of it.
 */
@NullMarked
package cn.ac.pcl.octopus.local.cluster.conformance;

import org.jspecify.annotations.NullMarked;
