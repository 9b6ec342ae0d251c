/// Tests of known processes.
@NullMarked
package cn.ac.pcl.octopus.local.process;

import org.jspecify.annotations.NullMarked;
