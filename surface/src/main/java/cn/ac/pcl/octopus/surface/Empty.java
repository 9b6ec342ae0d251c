package cn.ac.pcl.octopus.surface;

/** The payload of an answer that says nothing but success: {@code {}}. */
public record Empty() {}
