/** Tests of tokens, sessions and signatures. */
@NullMarked
package cn.ac.pcl.octopus.identity;

import org.jspecify.annotations.NullMarked;
