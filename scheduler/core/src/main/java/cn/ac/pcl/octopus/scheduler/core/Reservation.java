package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Room that a pool keeps for the first gang that found none.
///
/// @param until when the gang starts at the latest, as long as nobody runs longer than declared and
///   nobody of greater priority comes; null when run times are not known
public record Reservation(GangId gang, @Nullable Instant until) {}
