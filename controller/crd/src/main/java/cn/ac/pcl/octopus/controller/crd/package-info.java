/**
 * Records of Volcano's custom resources (Job, PodGroup, Queue, Command) with our additive fields.
 */
@NullMarked
package cn.ac.pcl.octopus.controller.crd;

import org.jspecify.annotations.NullMarked;
