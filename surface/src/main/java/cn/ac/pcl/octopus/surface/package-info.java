/** What the two REST surfaces share: the envelope, the error table and the rules of binding. */
@NullMarked
package cn.ac.pcl.octopus.surface;

import org.jspecify.annotations.NullMarked;
