/** Service: every rule of the domain. */
@NullMarked
package cn.ac.pcl.octopus.base;

import org.jspecify.annotations.NullMarked;
