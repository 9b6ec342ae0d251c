/** Service: the edge. */
@NullMarked
package cn.ac.pcl.octopus.gateway;

import org.jspecify.annotations.NullMarked;
