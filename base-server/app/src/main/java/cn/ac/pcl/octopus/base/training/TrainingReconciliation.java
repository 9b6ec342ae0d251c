package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.tasks.RecurringWork;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Compares unfinished jobs with the task engine, so that a lost life hook does no harm. */
@Component
class TrainingReconciliation implements RecurringWork {
    private static final Logger log = LoggerFactory.getLogger(TrainingReconciliation.class);

    private static final int BATCH = 100;

    private final TrainingRuns runs;
    private final TaskEngine engine;
    private final TrainingProperties properties;
    private final Clock clock;

    TrainingReconciliation(
            TrainingRuns runs, TaskEngine engine, TrainingProperties properties, Clock clock) {
        this.runs = runs;
        this.engine = engine;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "training-reconciliation";
    }

    @Override
    public Duration every() {
        return properties.reconciliation();
    }

    @Override
    public void run() {
        Instant before = clock.instant().minus(properties.reconciliation());
        String after = "";
        List<Heard> batch;
        do {
            batch = runs.unsettled(after, before, BATCH);
            if (!batch.isEmpty()) {
                compare(batch);
                after = batch.getLast().id();
            }
        } while (batch.size() == BATCH);
    }

    /** What was heard before the engine is asked tells whether its answer is out of date. */
    private void compare(List<Heard> batch) {
        Map<String, Heard> missing = new HashMap<>();
        batch.forEach(heard -> missing.put(heard.id(), heard));
        for (JobDetail detail : engine.details(batch.stream().map(Heard::id).toList())) {
            missing.remove(detail.job().id());
            one(detail.job().id(), () -> runs.takeAnswer(detail));
        }
        missing.forEach((id, heard) -> one(id, () -> runs.missingAtEngine(heard)));
    }

    /** One job's trouble is no other job's. */
    private static void one(String id, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn(
                    "Training job {} cannot be compared with the task engine: {}",
                    id,
                    e.toString());
            log.debug("Training job {} cannot be compared", id, e);
        }
    }
}
