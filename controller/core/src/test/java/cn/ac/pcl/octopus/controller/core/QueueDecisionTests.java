package cn.ac.pcl.octopus.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueDecisionTests {

    @ParameterizedTest
    @CsvSource({
        "OPEN, , 1, OPEN",
        "OPEN, CLOSE_QUEUE, 1, CLOSING",
        "OPEN, CLOSE_QUEUE, 0, CLOSED",
        "OPEN, OPEN_QUEUE, 0, OPEN",
        "CLOSING, , 1, CLOSING",
        "CLOSING, , 0, CLOSED",
        "CLOSING, OPEN_QUEUE, 1, OPEN",
        "CLOSED, , 0, CLOSED",
        "CLOSED, , 1, CLOSING",
        "CLOSED, CLOSE_QUEUE, 0, CLOSED",
        "CLOSED, OPEN_QUEUE, 0, OPEN",
        "UNKNOWN, , 0, OPEN",
    })
    void opensAndCloses(QueueState before, Action order, int groups, QueueState after) {
        Queue queue = new Queue();
        queue.setStatus(new QueueStatus(before, 0, 0, 0, 0));
        Command command = new Command();
        command.setAction(order);
        List<PodGroup> held = Stream.generate(PodGroup::new).limit(groups).toList();
        assertThat(
                        QueueDecision.decide(
                                        queue, held, order == null ? List.of() : List.of(command))
                                .state())
                .isEqualTo(after);
    }

    @Test
    void countsItsGroupsByPhase() {
        List<PodGroup> groups =
                Arrays.stream(PodGroupPhase.values())
                        .map(phase -> {
                            PodGroup group = new PodGroup();
                            group.setStatus(new PodGroupStatus(phase, List.of(), 0, 0, 0));
                            return group;
                        })
                        .toList();
        assertThat(QueueDecision.decide(new Queue(), groups, List.of()))
                .isEqualTo(new QueueStatus(QueueState.OPEN, 1, 1, 1, 1));
    }
}
