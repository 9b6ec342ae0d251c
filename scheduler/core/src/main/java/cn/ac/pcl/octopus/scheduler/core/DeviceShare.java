package cn.ac.pcl.octopus.scheduler.core;

/// A part of one device. Shares outside 1 to 1000 are taken as the nearest of these.
///
/// @param resource the device's resource name
/// @param milli thousandths of one device
public record DeviceShare(String resource, int milli) {
    public static final int WHOLE = 1000;

    public DeviceShare {
        milli = Math.clamp(milli, 1, WHOLE);
    }

    /// The share nearest to a fraction of a device; what is not a number is a whole device.
    public static DeviceShare of(String resource, double fraction) {
        return new DeviceShare(
                resource,
                Double.isNaN(fraction)
                        ? WHOLE
                        : (int) Math.clamp(Math.ceil(fraction * WHOLE), 1, WHOLE));
    }
}
