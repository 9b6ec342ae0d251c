package cn.ac.pcl.octopus.taskset.job;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.taskset.Fixture;
import cn.ac.pcl.octopus.taskset.core.Sighting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("stores")
class HistoryPruningIT {
    @AutoClose private final Fixture fixture = new Fixture();
    private final HistoryPruning pruning = fixture.bean(HistoryPruning.class);

    @BeforeEach
    void recordThreeMoments() {
        fixture.submit("j1");
        seen(JobPhase.PENDING);
        seen(JobPhase.RUNNING);
    }

    @Test
    void keepsWhatASubscriberWasNotToldHoweverOldItIs() {
        told(1);
        fixture.clock.add(Duration.ofDays(400));
        pruning.run();
        assertThat(history()).containsExactly(2L, 3L);
        told(3);
        pruning.run();
        assertThat(history()).isEmpty();
        assertThat(fixture.jobs.detail("j1").sequence()).isEqualTo(3);
    }

    @Test
    void keepsWhatIsYoung() {
        told(3);
        fixture.clock.add(Duration.ofDays(6));
        seen(JobPhase.COMPLETED);
        told(4);
        fixture.clock.add(Duration.ofDays(2));
        pruning.run();
        assertThat(history()).containsExactly(4L);
    }

    @Test
    void forgetsMoreThanOneBatch() {
        told(3);
        fixture.jdbc
                .sql(
                        """
                        insert into job_history
                        with recursive seq (n) as
                            (select 11 union all select n + 1 from seq where n < 510)
                        select 'j1', n, 'running', '{}', '2020-01-01' from seq
                        """)
                .update();
        told(1000);
        pruning.run();
        assertThat(history()).containsExactly(1L, 2L, 3L);
    }

    private void seen(JobPhase phase) {
        var job = Fixture.job("j1");
        job.setStatus(Fixture.status(phase, null));
        fixture.jobs.seen("j1", new Sighting(job, "", fixture.clock.instant()));
    }

    private void told(long sequence) {
        fixture.jdbc
                .sql("update hook_lane set delivered = :sequence")
                .param("sequence", sequence)
                .update();
    }

    private List<Long> history() {
        return fixture.jdbc
                .sql("select sequence_number from job_history order by sequence_number")
                .query((row, number) -> row.getLong(1))
                .list();
    }
}
