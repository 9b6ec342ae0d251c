/** Tests of the records and of their schemas. */
@NullMarked
package cn.ac.pcl.octopus.controller.crd;

import org.jspecify.annotations.NullMarked;
