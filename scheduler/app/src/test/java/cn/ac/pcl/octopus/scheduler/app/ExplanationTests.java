package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.scheduler.core.AccountId;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.Reason;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTests {

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(new Reason.PoolUnknown("a"), "There is no queue a."),
                Arguments.of(new Reason.PoolClosed("a"), "The queue a is closed."),
                Arguments.of(
                        new Reason.GangShort(1, 4),
                        "1 of the 4 pods that start together are there."),
                Arguments.of(
                        new Reason.NeverFits("memory", 3L << 29, 1L << 30, true, false),
                        "One pod asks for 1.5 GiB of memory, and no node of the queue has more than"
                                + " 1 GiB of memory."),
                Arguments.of(
                        new Reason.NeverFits("nvidia.com/gpu", 16, 8, false, false),
                        "The job asks for 16 nvidia.com/gpu, and all nodes of the queue together"
                                + " have 8 nvidia.com/gpu."),
                Arguments.of(
                        new Reason.NeverFits("cpu", 4000, 3000, true, true),
                        "One pod asks for 4 CPU cores, and no node of the queue has more than 3 CPU"
                                + " cores beside what pods of others hold."),
                Arguments.of(new Reason.NoNode(0, "selector", 0), "The queue has no nodes."),
                Arguments.of(
                        new Reason.NoNode(3, "taint", 2),
                        "None of the 3 nodes of the queue is acceptable; 2 are refused by taint."),
                Arguments.of(
                        new Reason.PortTaken(2, 1, 1),
                        "A host port that a pod asks for is in use on 2 nodes with room: 1 of 2"
                                + " fit."),
                Arguments.of(
                        new Reason.Fragmented("nvidia.com/gpu", 4, 12, 3, 0, 2),
                        "12 nvidia.com/gpu are free, but at most 3 nvidia.com/gpu on one node; each"
                                + " pod asks for 4 nvidia.com/gpu: 0 of 2 fit."),
                Arguments.of(
                        new Reason.Reserved(new GangId("u", "j"), null),
                        "There is room, but it is kept for u/j, which came before."),
                Arguments.of(
                        new Reason.Reserved(
                                new GangId("u", "j"), Instant.parse("2026-11-25T01:00:00Z")),
                        "There is room, but it is kept for u/j until 2026-11-25T01:00:00Z."),
                Arguments.of(
                        new Reason.Quota(new AccountId("lab", "ann"), "nvidia.com/gpu", 6, 4, 8),
                        "lab/ann uses 6 nvidia.com/gpu and asks for 4 nvidia.com/gpu; its limit is"
                                + " 8 nvidia.com/gpu."),
                Arguments.of(
                        new Reason.MakingRoom(2, Instant.parse("2026-11-25T01:00:00Z")),
                        "Room is being made: 2 pods of others end at 2026-11-25T01:00:00Z at the"
                                + " latest."));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void saysItWithNumbers(Reason reason, String sentence) {
        assertThat(Explanation.of(reason)).isEqualTo(sentence);
    }
}
