/** The HTTP face of the API server and the loops that a control plane runs behind it. */
@NullMarked
package cn.ac.pcl.octopus.local.cluster.server;

import org.jspecify.annotations.NullMarked;
