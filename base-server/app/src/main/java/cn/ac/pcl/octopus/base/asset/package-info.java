/**
 * What datasets, algorithms and models have in common: they belong to somebody, have numbered
 * versions whose content is uploaded or made, and are shared by version with workspaces. The rules
 * of who may see and change what are here, once for all three; the features add what is their own.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.asset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
