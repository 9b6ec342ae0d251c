package cn.ac.pcl.octopus.taskset.hook;

import cn.ac.pcl.octopus.taskset.JobRecorded;
import cn.ac.pcl.octopus.taskset.api.LifeHook;
import cn.ac.pcl.octopus.taskset.hook.HookLanes.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Tells subscribers what happens to their jobs.
 *
 * <p>Guarantees: the moments of a job reach each subscriber in order and at least once; a
 * subscriber that does not answer {@code OK} is asked again for ever, after pauses that grow to
 * five minutes; one job's trouble holds up no other job.
 */
@Component
class HookDelivery implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(HookDelivery.class);

    /**
     * Longer than a call may take, and begun anew with each, so that a lane has one teller at a
     * time.
     */
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int AT_ONCE = 16;

    private final HookLanes lanes;
    private final HookSender sender;
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore tellers = new Semaphore(AT_ONCE);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running;

    HookDelivery(HookLanes lanes, HookSender sender) {
        this.lanes = lanes;
        this.sender = sender;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void onRecorded(JobRecorded event) {
        wake.release();
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("life-hooks").start(this::loop);
    }

    @Override
    public void stop() {
        running = false;
        wake.release();
        executor.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void loop() {
        while (running) {
            try {
                boolean woken = wake.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                if (woken) {
                    wake.drainPermits();
                }
                if (running) {
                    deliverDue();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (DataAccessException | TransactionException e) {
                // No database, or no tables yet; both come.
                LOG.debug("The lanes cannot be read now", e);
            } catch (RuntimeException | Error e) {
                // Whatever it is must not end the only thread that tells of anything.
                LOG.error("The lanes cannot be worked on", e);
            }
        }
    }

    /** Hands every due lane to a teller of its own, as far as there are any. */
    private void deliverDue() {
        int free = tellers.drainPermits();
        int used = 0;
        try {
            if (free > 0) {
                for (Lane lane : lanes.claim(free, LEASE)) {
                    used++;
                    executor.execute(() -> {
                        try {
                            deliver(lane);
                        } finally {
                            tellers.release();
                            wake.release();
                        }
                    });
                }
            }
        } finally {
            tellers.release(free - used);
        }
    }

    /** Tells all there is to tell of one claimed lane, for tests also directly. */
    void deliver(Lane lane) {
        long delivered = lane.delivered();
        int attempts = lane.attempts();
        try {
            for (Optional<LifeHook> hook = lanes.next(lane.jobId(), delivered);
                    hook.isPresent();
                    hook = lanes.next(lane.jobId(), delivered)) {
                String answer = tell(lane, hook.get());
                if (!answer.equals(LifeHook.DONE)) {
                    Duration pause = pause(attempts);
                    lanes.failed(
                            new Lane(lane.subscriber(), lane.jobId(), delivered, attempts),
                            pause,
                            answer);
                    LOG.info(
                            "{} did not take moment {} of job {}, again in {}: {}",
                            lane.subscriber(),
                            hook.get().sequence(),
                            lane.jobId(),
                            pause,
                            answer);
                    return;
                }
                delivered = hook.get().sequence();
                attempts = 0;
                if (!lanes.delivered(lane, delivered, LEASE)) {
                    return;
                }
            }
            lanes.rest(lane);
        } catch (DataAccessException | TransactionException e) {
            // The claim runs out and the lane is told again from what was stored.
            LOG.warn("Job {} cannot be told of now: {}", lane.jobId(), e.getMessage());
        }
    }

    List<Lane> claim(int limit) {
        return lanes.claim(limit, LEASE);
    }

    private String tell(Lane lane, LifeHook hook) {
        try {
            return sender.send(lane.subscriber(), hook);
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** 1, 2, 4 … seconds, at most five minutes. */
    static Duration pause(int attempts) {
        Duration pause = Duration.ofSeconds(1L << Math.min(attempts, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
