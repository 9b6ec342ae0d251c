/** Starts, watches and stops the whole suite on this machine. */
@NullMarked
package cn.ac.pcl.octopus.local.platform;

import org.jspecify.annotations.NullMarked;
