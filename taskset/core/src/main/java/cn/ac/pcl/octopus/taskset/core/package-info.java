/** Life of a job: every legal move, and the document that tells of it. Pure. */
@NullMarked
package cn.ac.pcl.octopus.taskset.core;

import org.jspecify.annotations.NullMarked;
