package cn.ac.pcl.octopus.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether a service sees the cluster: healthy while every kind was listed and the API server
 * answers, for then its watches hold or are tried again. It asks on a thread of its own, so that
 * nobody waits for an API server that is away.
 */
public final class Lookout implements AutoCloseable {
    /** Watches end and begin anew in the normal course of things. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Watches watches;
    private final BooleanSupplier answers;
    private final Clock clock;
    private final Ticker ticker = new Ticker("lookout");
    private volatile Instant lastSeeing = Instant.EPOCH;

    public Lookout(KubernetesClient client, Watches watches, Clock clock) {
        this(watches, () -> ApiServerPing.answers(client), clock);
    }

    /** With another way to ask, for tests. */
    Lookout(Watches watches, BooleanSupplier answers, Clock clock) {
        this.watches = watches;
        this.answers = answers;
        this.clock = clock;
    }

    /** Begins to look. */
    public void start() {
        ticker.every(PERIOD, this::look);
    }

    void look() {
        if (watches.isSynced() && answers.getAsBoolean()) {
            lastSeeing = clock.instant();
        }
    }

    /** Up with no detail, or out of service with what is missing. */
    public Health health() {
        return clock.instant().isBefore(lastSeeing.plus(RECONNECT))
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("notListed", watches.unlisted())
                        .withDetail("lastAnswer", lastSeeing.toString())
                        .build();
    }

    /**
     * The same for a replica that competes for a Lease: one that does not lead is as ready as the
     * one that does, but it is told when nobody does.
     */
    public Health health(Leadership leadership) {
        Health health = health();
        return Health.status(health.getStatus())
                .withDetails(health.getDetails())
                .withDetail("leader", leadership.leads())
                .withDetail("leaderless", leadership.isVacant())
                .build();
    }

    @Override
    public void close() {
        ticker.close();
    }
}
