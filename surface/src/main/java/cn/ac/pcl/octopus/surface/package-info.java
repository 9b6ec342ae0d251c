/**
 * What the two REST surfaces share: how a request is read and its caller known, how an answer is
 * wrapped, and which number the portals know each error by. A surface imports {@link
 * cn.ac.pcl.octopus.surface.SurfaceConfiguration} and adds its thin controllers.
 */
@NullMarked
package cn.ac.pcl.octopus.surface;

import org.jspecify.annotations.NullMarked;
