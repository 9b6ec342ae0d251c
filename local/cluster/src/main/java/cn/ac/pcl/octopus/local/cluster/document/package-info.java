/**
 * Kubernetes documents as JSON trees: selectors, patches, field ownership, names. Pure functions.
 */
@NullMarked
package cn.ac.pcl.octopus.local.cluster.document;

import org.jspecify.annotations.NullMarked;
