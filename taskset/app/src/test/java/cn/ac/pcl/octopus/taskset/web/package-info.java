/** Tests over HTTP. */
@NullMarked
package cn.ac.pcl.octopus.taskset.web;

import org.jspecify.annotations.NullMarked;
