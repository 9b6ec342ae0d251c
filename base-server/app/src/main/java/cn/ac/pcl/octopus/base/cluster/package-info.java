/** The way to Kubernetes: the client and what is known of the shared volume. */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.cluster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
