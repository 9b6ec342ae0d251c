/** Whole flows through real processes, and the rules of the house. */
@NullMarked
package cn.ac.pcl.octopus.local.acceptance;

import org.jspecify.annotations.NullMarked;
