/** The launcher's parts, each alone. */
@NullMarked
package cn.ac.pcl.octopus.local.platform;

import org.jspecify.annotations.NullMarked;
