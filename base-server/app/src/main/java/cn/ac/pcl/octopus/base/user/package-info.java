/**
 * People: accounts of users and administrators, their passwords, and the identity that each user
 * has in Kubernetes (a namespace with a volume over the shared one).
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.user;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
