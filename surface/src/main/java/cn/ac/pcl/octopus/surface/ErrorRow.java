package cn.ac.pcl.octopus.surface;

/**
 * How one cause of failure appears to the portals.
 *
 * @param key key of its texts in the bundles {@code messages/errors_*}
 * @param subcode number of the cause
 * @param type kind of the cause
 */
record ErrorRow(String key, int subcode, CodeType type) {}
