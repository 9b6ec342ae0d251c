/**
 * Who calls, and whether it may call at all: the signed caller token, roles, and the checks that
 * users and workspaces add. Which rows a caller may see is the rule of each feature.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
