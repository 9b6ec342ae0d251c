package cn.ac.pcl.octopus.base.workspace;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Decimal ids that grow with time: milliseconds since the spring of 2021, then 22 random bits. The
 * primary key refuses the second of two equal ones.
 */
@Component
class WorkspaceIds {
    private static final Instant EPOCH = Instant.parse("2021-04-09T00:00:00Z");
    private static final int RANDOM_BITS = 22;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    WorkspaceIds(Clock clock) {
        this.clock = clock;
    }

    String next() {
        var millis = clock.millis() - EPOCH.toEpochMilli();
        return Long.toString(millis << RANDOM_BITS | random.nextInt(1 << RANDOM_BITS));
    }
}
