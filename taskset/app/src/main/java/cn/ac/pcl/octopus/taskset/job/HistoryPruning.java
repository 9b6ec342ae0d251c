package cn.ac.pcl.octopus.taskset.job;

import cn.ac.pcl.octopus.taskset.TasksetProperties;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Forgets old moments. A job's row holds its newest document, and only hooks read the history, so
 * what was told to every subscriber serves nobody; what was not stays, however old it is. Each
 * batch is a transaction, so it may be killed at any time, and several processes may do it at once.
 */
@Component
class HistoryPruning {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryPruning.class);

    /** Documents of up to some hundred kilobytes, so not too many at a time. */
    private static final int BATCH = 200;

    private final JobStore store;
    private final TasksetProperties properties;
    private final Clock clock;

    HistoryPruning(JobStore store, TasksetProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT1H")
    void run() {
        var before = clock.instant().minus(properties.taskset().keepHistory());
        int all = 0;
        try {
            int some;
            do {
                some = store.forgetTold(before, BATCH);
                all += some;
            } while (some == BATCH && !Thread.currentThread().isInterrupted());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("The history is pruned later: {}", e.getMessage());
        }
        if (all > 0) {
            LOG.info("Forgot {} moments from before {}", all, before);
        }
    }
}
