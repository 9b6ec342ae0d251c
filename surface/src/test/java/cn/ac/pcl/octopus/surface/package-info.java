/** Tests of what the surfaces share, and what the surfaces' own tests are built of. */
@NullMarked
package cn.ac.pcl.octopus.surface;

import org.jspecify.annotations.NullMarked;
