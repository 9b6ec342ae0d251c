/** Tests of the controller's shell. */
@NullMarked
package cn.ac.pcl.octopus.controller.app;

import org.jspecify.annotations.NullMarked;
