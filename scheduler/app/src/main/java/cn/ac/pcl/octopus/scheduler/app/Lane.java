package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides about a group of pools. It owns the state: events are the only way
 * in, plans the only way out.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final String name;
    private final BlockingQueue<Optional<ClusterEvent>> events = new LinkedBlockingQueue<>();
    private final PoolState state;
    private final Timing timing;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * When decisions are made.
     *
     * @param coalesce events this close together are decided upon together
     * @param tick a decision is made at least this often
     * @param cycles measures each decision
     */
    record Timing(Duration coalesce, Duration tick, Duration patience, Clock clock, Timer cycles) {}

    /** Hears of a lane, from the lane's thread. */
    interface Listener {

        /** It decided something. */
        void planned(Lane lane, Plan plan);

        /** It failed and does nothing any more. */
        void broke(Lane lane);
    }

    /**
     * @param threads makes the one thread
     */
    Lane(String name, Timing timing, Listener listener, ThreadFactory threads) {
        this.name = name;
        this.timing = timing;
        this.listener = listener;
        this.state = new PoolState(Settings.DEFAULT.withPatience(timing.patience()));
        this.thread = threads.newThread(this::run);
    }

    /** Lets the thread begin; what was told before is known when it first decides. */
    void begin() {
        thread.start();
    }

    String name() {
        return name;
    }

    /** Tells what became known. */
    void tell(ClusterEvent event) {
        if (!closed) {
            events.add(Optional.of(event));
        }
    }

    /** How many events wait to be taken in. */
    int backlog() {
        return events.size();
    }

    /** Lets the thread end; its last plans may still come. */
    @Override
    public void close() {
        closed = true;
        events.add(Optional.empty());
    }

    private void run() {
        while (!closed) {
            turn();
        }
    }

    /** Takes in what was told and decides; ends the lane when that fails. */
    void turn() {
        try {
            takeIn();
            if (!closed) {
                decide();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        } catch (RuntimeException | Error e) {
            // Half an event may have been taken in: the state cannot be trusted any more.
            LOG.error("Lane {} broke", name, e);
            closed = true;
            events.clear();
            listener.broke(this);
        }
    }

    private void takeIn() throws InterruptedException {
        List<Optional<ClusterEvent>> batch = new ArrayList<>();
        Optional<ClusterEvent> first = events.poll(timing.tick().toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            events.drainTo(batch);
            gather(batch);
        }
        batch.forEach(it -> it.ifPresent(state::apply));
    }

    /** Waits for the burst to end, but no longer than the coalescing window. */
    private void gather(List<Optional<ClusterEvent>> batch) throws InterruptedException {
        long end = System.nanoTime() + timing.coalesce().toNanos();
        for (long left = timing.coalesce().toNanos(); left > 0; left = end - System.nanoTime()) {
            Optional<ClusterEvent> next = events.poll(left, TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
            events.drainTo(batch);
        }
    }

    private void decide() {
        Plan plan =
                timing.cycles().record(() -> Scheduler.schedule(state, timing.clock().instant()));
        if (plan != null
                && !(plan.place().isEmpty() && plan.evict().isEmpty() && plan.hold().isEmpty())) {
            LOG.debug(
                    "{}: {} placed, {} evicted, {} held",
                    name,
                    plan.place().size(),
                    plan.evict().size(),
                    plan.hold().size());
            listener.planned(this, plan);
        }
    }
}
