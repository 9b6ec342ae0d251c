package cn.ac.pcl.octopus.base.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.asset.VersionKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which zips of a version are made, offered and thrown away. */
class AlgorithmVersionTests {
    private static final Instant T0 = Instant.parse("2026-11-25T00:00:00Z");

    private final AlgorithmVersion version = new AlgorithmVersion(new VersionKey("a", 1), null, T0);

    @Test
    void waitsForTheZipThatIsBeingMade() {
        assertThat(version.packing(T0)).isEmpty();
        version.packingSince(T0);
        assertThat(version.packing(T0.plusSeconds(3600))).hasValue(T0);
        assertThat(version.packing(T0.plusSeconds(7200))).isEmpty();
    }

    @Test
    void takesAZipOfAMomentAgoForNewEnough() {
        version.packingSince(T0);
        assertThat(version.packed(T0)).isEmpty();
        assertThat(version.packing(T0.plusSeconds(59))).hasValue(T0);
        assertThat(version.packing(T0.plusSeconds(60))).isEmpty();
    }

    @Test
    void makesAnotherAfterOneThatFailed() {
        version.packingSince(T0);
        version.packed(T0);
        version.packingSince(T0.plusSeconds(100));
        version.notPacked(T0);
        assertThat(version.packing(T0.plusSeconds(200))).hasValue(T0.plusSeconds(100));
        version.notPacked(T0.plusSeconds(100));
        assertThat(version.packing(T0.plusSeconds(200))).isEmpty();
        assertThat(version.packedAt()).isEqualTo(T0);
    }

    @Test
    void givesAwayTheZipsThatNobodyGetsAnyMore() {
        assertThat(version.packed(T0.plusSeconds(100))).isEmpty();
        assertThat(version.packed(T0.plusSeconds(200))).hasValue(T0.plusSeconds(100));
        assertThat(version.packed(T0.plusSeconds(200))).isEmpty();
        // One that was begun earlier and took longer.
        assertThat(version.packed(T0)).hasValue(T0);
        assertThat(version.packedAt()).isEqualTo(T0.plusSeconds(200));
    }
}
