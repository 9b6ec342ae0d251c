package cn.ac.pcl.octopus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTests {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(17);
    private final TokenBucket bucket = new TokenBucket(10, 3, now::get);

    @Test
    void letsABurstThroughAndThenKeepsTheRate() {
        assertThat(bucket.reserve()).isZero();
        assertThat(bucket.reserve()).isZero();
        assertThat(bucket.reserve()).isZero();
        assertThat(bucket.reserve()).isEqualTo(SECOND / 10);
        assertThat(bucket.reserve()).isEqualTo(2 * SECOND / 10);
    }

    @Test
    void savesNoMoreThanItsDepth() {
        now.addAndGet(100 * SECOND);
        bucket.reserve();
        bucket.reserve();
        bucket.reserve();
        assertThat(bucket.reserve()).isPositive();
    }
}
