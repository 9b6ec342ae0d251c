/** The stores, started and used through the clients that the services use. */
@NullMarked
package cn.ac.pcl.octopus.local.stores;

import org.jspecify.annotations.NullMarked;
