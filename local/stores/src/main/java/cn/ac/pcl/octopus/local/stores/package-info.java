/** MariaDB, Redis and an S3 store that start on any machine without installation. */
@NullMarked
package cn.ac.pcl.octopus.local.stores;

import org.jspecify.annotations.NullMarked;
