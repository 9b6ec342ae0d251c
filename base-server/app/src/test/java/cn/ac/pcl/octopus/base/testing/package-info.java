/** What tests of every feature stand on. */
@NullMarked
package cn.ac.pcl.octopus.base.testing;

import org.jspecify.annotations.NullMarked;
