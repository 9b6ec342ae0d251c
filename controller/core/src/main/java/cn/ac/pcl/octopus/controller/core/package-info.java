/** Decides what a Job needs next from what was observed; no client, no clock. */
@NullMarked
package cn.ac.pcl.octopus.controller.core;

import org.jspecify.annotations.NullMarked;
