/**
 * Models: what training jobs leave behind, and what administrators upload. Owns the tables {@code
 * model*}.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
