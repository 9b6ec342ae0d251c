/** Decides which pod runs on which node and why a gang waits; JDK only, no clock, no thread. */
@NullMarked
package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.NullMarked;
