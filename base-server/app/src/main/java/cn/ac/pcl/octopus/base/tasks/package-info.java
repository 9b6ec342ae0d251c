/**
 * Work that outlives a request: persisted tasks, resumed after a crash and retried with back-off,
 * and work that is repeated for ever by one of the running processes at a time.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.tasks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
