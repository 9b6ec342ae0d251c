/** Tests of the surface over real HTTP, and of its endpoints against the contract. */
@NullMarked
package cn.ac.pcl.octopus.openai;

import org.jspecify.annotations.NullMarked;
