package cn.ac.pcl.octopus.scheduler.core;

/// Other pods and a domain: being near them is to run in a domain in which one of them runs.
///
/// @param key the label of nodes that names the domain; [LabelRule#NODE_NAME] is the node itself
public record PodTerm(PodSelector pods, String key) {}
