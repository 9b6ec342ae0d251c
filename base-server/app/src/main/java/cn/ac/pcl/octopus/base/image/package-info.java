/** Images that notebooks and jobs run. Owns the tables {@code image*}. */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
