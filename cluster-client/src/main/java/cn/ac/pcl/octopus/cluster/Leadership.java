package cn.ac.pcl.octopus.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Competes for the Lease for as long as the process lives; whoever lost it tries again. */
public final class Leadership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration VACANCY = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final LeaseProperties lease;
    private final Consumer<Boolean> leading;
    private final String identity = UUID.randomUUID().toString();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lease").factory());
    private final Ticker lookout = new Ticker("lease-lookout");
    private final Clock clock;
    private @Nullable CompletableFuture<?> election;
    private @Nullable String lastVersion;
    private volatile Instant lastHeld;
    private boolean warned;
    private volatile boolean leads;
    private boolean closed;

    /**
     * @param longestCall the client's limit of one call: a write that was begun just before the
     *     lease was lost must have ended before another may lead
     * @param leading is told true when this process begins to lead, and false when it ends
     */
    public Leadership(
            KubernetesClient client,
            LeaseProperties lease,
            Duration longestCall,
            Clock clock,
            Consumer<Boolean> leading) {
        if (lease.renewDeadline().plus(longestCall).compareTo(lease.duration()) > 0) {
            throw new IllegalArgumentException(
                    "The lease %s needs renew-deadline + request-timeout <= duration, not %s, %s, %s"
                            .formatted(
                                    lease.name(),
                                    lease.renewDeadline(),
                                    longestCall,
                                    lease.duration()));
        }
        this.client = client;
        this.lease = lease;
        this.leading = leading;
        this.clock = clock;
        this.lastHeld = clock.instant();
    }

    /** Begins to compete. */
    public void start() {
        lookout.every(LOOK, this::look);
        compete();
    }

    private synchronized void compete() {
        if (closed) {
            return;
        }
        var config =
                new LeaderElectionConfigBuilder()
                        .withName(lease.name())
                        .withLock(new LeaseLock(lease.namespace(), lease.name(), identity))
                        .withLeaseDuration(lease.duration())
                        .withRenewDeadline(lease.renewDeadline())
                        .withRetryPeriod(lease.retryPeriod())
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(
                                new LeaderCallbacks(
                                        () -> lead(true),
                                        () -> lead(false),
                                        holder -> LOG.info("The lease is held by {}", holder)))
                        .build();
        election = client.leaderElector().withConfig(config).build().start();
        var _ = election.whenComplete((ended, failure) -> again());
    }

    /** Whether this process leads at this moment; known before anybody was told. */
    public boolean leads() {
        return leads;
    }

    /**
     * Whether nobody was seen to hold the Lease for a minute: then the service does nothing, in
     * whatever replica. So it is when no replica may read or write the Lease.
     */
    public boolean isVacant() {
        return !leads && clock.instant().isAfter(lastHeld.plus(VACANCY));
    }

    void look() {
        if (leads || isHeld()) {
            lastHeld = clock.instant();
        }
        boolean vacant = isVacant();
        if (vacant && !warned) {
            LOG.warn(
                    "Nobody has held the lease {}/{} since {}; nothing is done",
                    lease.namespace(),
                    lease.name(),
                    lastHeld);
        }
        warned = vacant;
    }

    /** Whether a holder has written it since the last look; clocks of others are not trusted. */
    private boolean isHeld() {
        try {
            Lease found =
                    client.leases().inNamespace(lease.namespace()).withName(lease.name()).get();
            if (found == null) {
                return false;
            }
            String version = found.getMetadata().getResourceVersion();
            String holder = found.getSpec().getHolderIdentity();
            boolean renewed = !version.equals(lastVersion);
            lastVersion = version;
            return renewed && holder != null && !holder.isEmpty();
        } catch (KubernetesClientException unknown) {
            LOG.debug("The lease cannot be read: {}", unknown.getMessage());
            return false;
        }
    }

    private void lead(boolean now) {
        leads = now;
        leading.accept(now);
    }

    private synchronized void again() {
        if (!closed) {
            var _ =
                    thread.schedule(
                            this::compete, lease.retryPeriod().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (election != null) {
            election.cancel(true);
        }
        thread.shutdownNow();
        lookout.close();
    }
}
