/**
 * The edge of the platform. It routes by the first part of the path, cleans what clients claim,
 * knows who reads a job's log, and starts the trace of each request. It decides no business rule
 * and keeps no state.
 */
@NullMarked
package cn.ac.pcl.octopus.gateway;

import org.jspecify.annotations.NullMarked;
