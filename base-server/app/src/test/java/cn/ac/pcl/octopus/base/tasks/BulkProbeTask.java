package cn.ac.pcl.octopus.base.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.springframework.stereotype.Component;

/** A task that moves much data until it is let go, and is given up at its first failure. */
@Component
class BulkProbeTask implements BackgroundTask<BulkProbeTask.Work> {
    static final String NAME = "bulk-probe";

    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();

    record Work(String id, String gate) {}

    /** Lets all work behind a gate go. */
    void open(String gate) {
        gate(gate).countDown();
    }

    /** How often a thing was noted. */
    long count(String note) {
        return notes.stream().filter(note::equals).count();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Work> dataType() {
        return Work.class;
    }

    @Override
    public Retry retry(Work work) {
        return new Retry(Duration.ofMillis(20), Duration.ofMillis(20), 1);
    }

    @Override
    public Optional<String> bulkFor(Work work) {
        return Optional.of(work.id());
    }

    @Override
    public void run(Work work) throws InterruptedException {
        notes.add(work.gate() + " begun");
        gate(work.gate()).await();
        notes.add(work.gate() + " done");
    }

    @Override
    public void giveUp(Work work, Throwable cause) {
        notes.add(work.gate() + " given up");
    }

    private CountDownLatch gate(String name) {
        return gates.computeIfAbsent(name, _ -> new CountDownLatch(1));
    }
}
