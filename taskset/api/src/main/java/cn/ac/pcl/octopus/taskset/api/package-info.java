/** HTTP contract of taskset: submit, stop, detail and life hooks. */
@NullMarked
package cn.ac.pcl.octopus.taskset.api;

import org.jspecify.annotations.NullMarked;
