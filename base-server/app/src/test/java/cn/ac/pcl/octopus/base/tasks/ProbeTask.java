package cn.ac.pcl.octopus.base.tasks;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** A task that notes what happens to it. */
@Component
class ProbeTask implements BackgroundTask<ProbeTask.Work> {
    static final String NAME = "probe";

    private final Map<String, List<String>> notes = new ConcurrentHashMap<>();

    /** Fails as often as it says, then succeeds. */
    record Work(String id, int failures, boolean refuse, Instant madeAt) {}

    List<String> of(String id) {
        return notes.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>());
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
        return new Retry(Duration.ofMillis(20), Duration.ofMillis(100), 4);
    }

    @Override
    public void run(Work work) throws IOException {
        var earlier = of(work.id()).size();
        of(work.id()).add("run");
        if (work.refuse()) {
            throw Refusal.of(ErrorCode.NOT_FOUND);
        }
        if (earlier < work.failures()) {
            throw new IOException("not yet");
        }
        of(work.id()).add("done");
    }

    @Override
    public void giveUp(Work work, Throwable cause) {
        of(work.id()).add("given up: " + cause.getClass().getSimpleName());
    }
}
