/**
 * The way to the database: migrations that wait for it, readiness, and what every list needs,
 * pages, sort keys and searches.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
