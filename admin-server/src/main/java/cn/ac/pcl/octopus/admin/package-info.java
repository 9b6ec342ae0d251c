/** Service: the administrator REST surface. */
@NullMarked
package cn.ac.pcl.octopus.admin;

import org.jspecify.annotations.NullMarked;
