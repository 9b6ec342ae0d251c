/**
 * Training jobs: from the checks of a submission, through what the task engine tells of their life,
 * to their end, their cost, their model and their logs. The engine is the only one who knows what
 * runs; the rows here are what it told, so no read waits for it.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.training;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
