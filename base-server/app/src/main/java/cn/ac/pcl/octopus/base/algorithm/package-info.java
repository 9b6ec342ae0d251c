/** Algorithms: versions of code that jobs run. Owns the tables {@code algorithm*}. */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.algorithm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
