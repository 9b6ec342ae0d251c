/** Tests of the parts of the server. */
@org.jspecify.annotations.NullMarked
package cn.ac.pcl.octopus.local.cluster.server;
