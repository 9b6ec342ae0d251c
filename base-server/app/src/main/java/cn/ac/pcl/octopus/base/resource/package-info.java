/**
 * What jobs run on: resources that nodes report, custom ones, priced specs made of them, pools of
 * nodes (queues in Kubernetes), and the nodes.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.resource;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
