/** Tests of the parts of the store. */
@org.jspecify.annotations.NullMarked
package cn.ac.pcl.octopus.local.cluster.store;
