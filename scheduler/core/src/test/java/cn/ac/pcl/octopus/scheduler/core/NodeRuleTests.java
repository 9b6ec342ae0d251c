package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules about nodes as tables: each row is a pod and a node, and whether they suit each other.
/// What is asked is the plan.
@NullUnmarked
class NodeRuleTests {
    private static final Instant T0 = RandomCluster.START;
    private final PoolState state = PromiseTests.pool(Settings.DEFAULT);

    /// A label of the node, an operator with its values, and what Kubernetes says to that.
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "x, IN,             x y, true",
                "z, IN,             x y, false",
                "-, IN,             x y, false",
                "x, NOT_IN,         x y, false",
                "z, NOT_IN,         x y, true",
                "-, NOT_IN,         x y, true",
                "x, EXISTS,         -,   true",
                "-, EXISTS,         -,   false",
                "x, DOES_NOT_EXIST, -,   false",
                "-, DOES_NOT_EXIST, -,   true",
                "5, GREATER,        4,   true",
                "4, GREATER,        4,   false",
                "10, GREATER,       9,   true",
                "-1, GREATER,       0,   false",
                "x, GREATER,        4,   false",
                "5, GREATER,        4 3, false",
                "-, GREATER,        4,   false",
                "3, LESS,           4,   true",
                "4, LESS,           4,   false",
                "9, LESS,           10,  true",
                "-5, LESS,          0,   true",
                "x, LESS,           4,   false",
                "3, LESS,           x,   false",
                "-, LESS,           4,   false"
            })
    void readsLabels(String label, LabelRule.Operator operator, String values, boolean suits) {
        node(label == null ? Map.of() : Map.of("k", label), List.of());
        List<String> all = values == null ? List.of() : List.of(values.split(" "));
        NodeTerm term = new NodeTerm(List.of(new LabelRule("k", operator, all)));
        submit("pod", one().withNodes(NodeRules.NONE.withRequired(List.of(term))));
        assertThat(placed()).isEqualTo(suits ? 1 : 0);
    }

    /// A toleration of key, value and effect (none = any) against the taint `k=v:NO_SCHEDULE` or
    /// another.
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "k, v, NO_SCHEDULE,        NO_SCHEDULE,        true",
                "k, v, -,                  NO_SCHEDULE,        true",
                "k, -, NO_SCHEDULE,        NO_SCHEDULE,        true",
                "-, -, -,                  NO_SCHEDULE,        true",
                "k, w, NO_SCHEDULE,        NO_SCHEDULE,        false",
                "l, v, NO_SCHEDULE,        NO_SCHEDULE,        false",
                "k, v, NO_EXECUTE,         NO_SCHEDULE,        false",
                "k, v, PREFER_NO_SCHEDULE, NO_SCHEDULE,        false",
                "k, v, NO_SCHEDULE,        NO_EXECUTE,         false",
                "k, v, NO_EXECUTE,         NO_EXECUTE,         true",
                "-, -, -,                  NO_EXECUTE,         true",
                "l, v, NO_SCHEDULE,        PREFER_NO_SCHEDULE, true"
            })
    void toleratesTaints(
            String key, String value, Taint.Effect tolerated, Taint.Effect effect, boolean suits) {
        node(Map.of(), List.of(new Taint("k", "v", effect)));
        NodeRules rules =
                NodeRules.NONE.withTolerations(List.of(new Toleration(key, value, tolerated)));
        submit("pod", one().withNodes(rules));
        assertThat(placed()).isEqualTo(suits ? 1 : 0);
    }

    /// Two ports on one node: protocol, address and number of each, and whether both find a place.
    @ParameterizedTest
    @CsvSource({
        "TCP, '',        80, TCP, '',        80, false",
        "TCP, '',        80, TCP, '',        81, true",
        "TCP, '',        80, UDP, '',        80, true",
        "TCP, 10.0.0.1,  80, TCP, 10.0.0.2,  80, true",
        "TCP, 10.0.0.1,  80, TCP, 10.0.0.1,  80, false",
        "TCP, 10.0.0.1,  80, TCP, '',        80, false",
        "TCP, 0.0.0.0,   80, TCP, 10.0.0.2,  80, false",
        "TCP, 0.0.0.0,   80, UDP, 10.0.0.2,  80, true",
        "TCP, '',        80, TCP, 0.0.0.0,   80, false"
    })
    void sharesPorts(
            String protocol,
            String address,
            int port,
            String otherProtocol,
            String otherAddress,
            int otherPort,
            boolean both) {
        node(Map.of(), List.of());
        submit("one", one().withPorts(List.of(new HostPort(protocol, address, port))));
        submit(
                "two",
                one().withPorts(List.of(new HostPort(otherProtocol, otherAddress, otherPort))));
        assertThat(placed()).isEqualTo(both ? 2 : 1);
    }

    private long placed() {
        return Scheduler.schedule(state, T0).place().size();
    }

    private static PodShape one() {
        return PodShape.asking(Resources.of("cpu", 1));
    }

    private void node(Map<String, String> labels, List<Taint> taints) {
        NodeSpec node = NodeSpec.of("n", labels, Resources.of("cpu", 4));
        state.apply(new ClusterEvent.NodeChanged(node.withTaints(taints)));
    }

    private void submit(String name, PodShape shape) {
        GangId id = new GangId("u", name);
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(id, "a", 1, T0)));
        state.apply(
                new ClusterEvent.PodChanged(PodSpec.waiting(new PodId("u", name, ""), id, shape)));
    }
}
