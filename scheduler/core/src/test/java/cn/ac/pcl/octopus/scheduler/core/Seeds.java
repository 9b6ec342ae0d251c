package cn.ac.pcl.octopus.scheduler.core;

import java.util.stream.LongStream;

/// The seeds of random tests. One that failed names its seed; `-Dtest=ItsClass -Dseed=413` replays
/// that one alone.
final class Seeds {
    /// A hundred, in every build.
    static final String BUILD = "cn.ac.pcl.octopus.scheduler.core.Seeds#build";

    /// A thousand others, in the long profile.
    static final String LONG = "cn.ac.pcl.octopus.scheduler.core.Seeds#many";

    private Seeds() {}

    static LongStream build() {
        Long chosen = Long.getLong("seed");
        return chosen == null ? LongStream.range(0, 100) : LongStream.of(chosen);
    }

    static LongStream many() {
        Long chosen = Long.getLong("seed");
        return chosen == null ? LongStream.range(100, 1100) : LongStream.of(chosen);
    }
}
