/** HTTP contract of base-server: interfaces, records and error codes. */
@NullMarked
package cn.ac.pcl.octopus.base.api;

import org.jspecify.annotations.NullMarked;
