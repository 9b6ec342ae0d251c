/** Tests of the gateway against real upstreams on this machine. */
@NullMarked
package cn.ac.pcl.octopus.gateway;

import org.jspecify.annotations.NullMarked;
