/** Service: the user REST surface. */
@NullMarked
package cn.ac.pcl.octopus.openai;

import org.jspecify.annotations.NullMarked;
