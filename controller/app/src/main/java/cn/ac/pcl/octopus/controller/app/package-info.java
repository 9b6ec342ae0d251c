/** Service: Job to PodGroup, Pods and status. */
@NullMarked
package cn.ac.pcl.octopus.controller.app;

import org.jspecify.annotations.NullMarked;
