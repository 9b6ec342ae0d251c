/// Processes of this machine that are found again, and told from strangers, after the JVM that
/// started them was killed.
@NullMarked
package cn.ac.pcl.octopus.local.process;

import org.jspecify.annotations.NullMarked;
