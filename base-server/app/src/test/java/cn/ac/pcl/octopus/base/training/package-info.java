/** Tests of training jobs. */
@NullMarked
package cn.ac.pcl.octopus.base.training;

import org.jspecify.annotations.NullMarked;
