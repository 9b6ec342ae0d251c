/**
 * The production kinds of our stores, as containers, in place of the embedded ones: on the class
 * path of the tests tagged {@code stores} with {@code -Pcontainers}, and nowhere else.
 */
@NullMarked
package cn.ac.pcl.octopus.local.containers;

import org.jspecify.annotations.NullMarked;
