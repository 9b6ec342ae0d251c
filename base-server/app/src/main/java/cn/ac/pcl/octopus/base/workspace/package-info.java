/**
 * Workspaces: groups of users who share assets, have a resource pool of their own and an account.
 * The default workspace has no row; everybody is in it.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.workspace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
