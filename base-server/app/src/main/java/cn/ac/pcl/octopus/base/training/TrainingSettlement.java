package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.tasks.RecurringWork;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Charges running jobs while they run. */
@Component
class TrainingSettlement implements RecurringWork {
    private static final Logger log = LoggerFactory.getLogger(TrainingSettlement.class);

    private static final int BATCH = 100;

    private final TrainingRuns runs;
    private final TrainingProperties properties;

    TrainingSettlement(TrainingRuns runs, TrainingProperties properties) {
        this.runs = runs;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "training-settlement";
    }

    @Override
    public Duration every() {
        return properties.billingPeriod();
    }

    @Override
    public void run() {
        String after = "";
        List<String> ids;
        do {
            ids = runs.costing(after, BATCH);
            for (String id : ids) {
                try {
                    runs.charge(id);
                } catch (RuntimeException e) {
                    log.warn("Training job {} cannot be charged now: {}", id, e.toString());
                    log.debug("Training job {} cannot be charged", id, e);
                }
            }
            after = ids.isEmpty() ? after : ids.getLast();
        } while (ids.size() == BATCH);
    }
}
