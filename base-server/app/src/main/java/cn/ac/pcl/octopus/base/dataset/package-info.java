/** Datasets: versions of data that jobs read. Owns the tables {@code dataset*}. */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.dataset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
