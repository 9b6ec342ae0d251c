package cn.ac.pcl.octopus.scheduler.core;

/// A term that makes a node better by its weight (1 to 100) without being required.
public record PreferredNode(int weight, NodeTerm term) {}
