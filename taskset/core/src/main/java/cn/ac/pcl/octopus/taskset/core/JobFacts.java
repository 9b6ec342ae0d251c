package cn.ac.pcl.octopus.taskset.core;

import cn.ac.pcl.octopus.controller.crd.Job;

/**
 * What is known of a job from its submission and never changes.
 *
 * @param id name of its Job in the cluster
 * @param kind what decides who is told of its life
 * @param name for people
 * @param userId whose it is
 * @param namespace where its Job is
 * @param cluster name of the cluster
 * @param submitted its Job as it was submitted
 */
public record JobFacts(
        String id,
        String kind,
        String name,
        String userId,
        String namespace,
        String cluster,
        Job submitted) {}
