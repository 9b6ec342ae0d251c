/** Tests of the decisions, without a cluster. */
@NullMarked
package cn.ac.pcl.octopus.controller.core;

import org.jspecify.annotations.NullMarked;
