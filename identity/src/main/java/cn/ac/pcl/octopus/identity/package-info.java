/**
 * Who calls: surface tokens, sessions in Redis, and the signed caller token that base-server
 * trusts.
 */
@NullMarked
package cn.ac.pcl.octopus.identity;

import org.jspecify.annotations.NullMarked;
