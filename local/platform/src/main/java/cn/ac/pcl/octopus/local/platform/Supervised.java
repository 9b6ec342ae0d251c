package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process that is started again whenever it dies, or lives but no longer answers, as Kubernetes
/// would.
///
/// The first restart comes after a second, each further one after twice the time, a minute at most;
/// a process that ran for ten minutes starts over at one second. Guarantees: never two processes at
/// once, none after [#close] returned.
final class Supervised implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Supervised.class);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final int SILENCES = 3;

    /// Five minutes: no start takes that long, however busy the machine is.
    private static final int SILENCES_AT_FIRST = 30;

    private static final Duration KILL = Duration.ofSeconds(5);

    /// Where a process is in its life.
    enum State {
        /// It runs.
        RUNNING,
        /// It died and waits for its next start.
        RESTARTING,
        /// It was stopped on purpose.
        STOPPED
    }

    /// Starts the process; called again for each restart.
    interface Launch {
        ChildProcess start() throws IOException, InterruptedException;
    }

    /// Asks the process whether it is well.
    interface Liveness {
        boolean answers() throws InterruptedException;
    }

    private final String name;
    private final Launch launch;
    private final Liveness liveness;
    private final Duration look;
    private final Duration grace;
    private final Runnable onChange;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /// Held while a process is started or stopped, so that the two cannot cross.
    private final ReentrantLock moving = new ReentrantLock();

    private volatile ChildProcess process;
    private volatile State state = State.RUNNING;
    private final AtomicInteger restarts = new AtomicInteger();

    private Supervised(
            String name,
            Launch launch,
            Liveness liveness,
            Duration look,
            ChildProcess first,
            Duration grace,
            Runnable onChange) {
        this.name = name;
        this.launch = launch;
        this.liveness = liveness;
        this.look = look;
        this.process = first;
        this.grace = grace;
        this.onChange = onChange;
    }

    /// Starts the process for the first time; when that fails there is nothing to supervise.
    ///
    /// @param liveness asked every ten seconds; three silences in a row end the process, thirty
    ///   while it has never said yes
    /// @param grace how long it may take to stop
    /// @param onChange told after each change of state
    static Supervised start(
            String name, Launch launch, Liveness liveness, Duration grace, Runnable onChange)
            throws IOException, InterruptedException {
        return start(name, launch, liveness, LOOK, grace, onChange);
    }

    static Supervised start(
            String name,
            Launch launch,
            Liveness liveness,
            Duration look,
            Duration grace,
            Runnable onChange)
            throws IOException, InterruptedException {
        var supervised =
                new Supervised(name, launch, liveness, look, launch.start(), grace, onChange);
        Thread.ofVirtual().name("keeper-" + name).start(supervised::keep);
        return supervised;
    }

    String name() {
        return name;
    }

    State state() {
        return state;
    }

    int restarts() {
        return restarts.get();
    }

    /// The pid, 0 while there is no process.
    long pid() {
        ChildProcess current = process;
        return current.isAlive() ? current.pid() : 0;
    }

    private void keep() {
        try {
            Duration pause = SHORTEST;
            while (true) {
                long began = System.nanoTime();
                int exit = watch();
                if (System.nanoTime() - began > STEADY.toNanos()) {
                    pause = SHORTEST;
                }
                do {
                    if (stopping.getCount() > 0) {
                        log.warn(
                                "{} ended ({}), next start in {} s", name, exit, pause.toSeconds());
                        become(State.RESTARTING);
                    }
                    if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    pause =
                            pause.multipliedBy(2).compareTo(LONGEST) < 0
                                    ? pause.multipliedBy(2)
                                    : LONGEST;
                } while (!restart());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the end of the process, and ends it when it does not answer, at first or any more.
    private int watch() throws InterruptedException {
        boolean wasWell = false;
        int silences = 0;
        while (!process.waitFor(look)) {
            if (liveness.answers()) {
                wasWell = true;
                silences = 0;
            } else if (++silences == (wasWell ? SILENCES : SILENCES_AT_FIRST)) {
                log.warn("{} does not answer and is ended", name);
                process.stop(KILL);
            }
        }
        return process.exitValue();
    }

    private boolean restart() throws InterruptedException {
        moving.lock();
        try {
            if (stopping.getCount() == 0) {
                return false;
            }
            restarts.incrementAndGet();
            process = launch.start();
            become(State.RUNNING);
            return true;
        } catch (IOException | RuntimeException e) {
            log.error("{} could not be started", name, e);
            return false;
        } finally {
            moving.unlock();
        }
    }

    private void become(State next) {
        state = next;
        onChange.run();
    }

    @Override
    public void close() {
        stopping.countDown();
        moving.lock();
        try {
            process.stop(grace);
            state = State.STOPPED;
        } finally {
            moving.unlock();
        }
    }
}
