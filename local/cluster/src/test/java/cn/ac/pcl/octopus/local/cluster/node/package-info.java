/** Tests of the node's parts. */
@org.jspecify.annotations.NullMarked
package cn.ac.pcl.octopus.local.cluster.node;
