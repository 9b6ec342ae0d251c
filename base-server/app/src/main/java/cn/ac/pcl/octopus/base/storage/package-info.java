/**
 * Where content lives: the object store that browsers reach with signed addresses, the shared
 * volume that pods mount, and the persisted work that brings content from one to the other. Owns no
 * business row; features give orders and hear how they end.
 */
@NullMarked
package cn.ac.pcl.octopus.base.storage;

import org.jspecify.annotations.NullMarked;
