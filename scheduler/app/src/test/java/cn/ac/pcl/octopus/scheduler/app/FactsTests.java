package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;

class FactsTests {
    @Test
    void takesANodeThatTakesNoPodsAsClosed() {
        assertThat(Facts.node(ready("110")).unschedulable()).isFalse();
        assertThat(Facts.node(ready("0")).unschedulable()).isTrue();
        assertThat(Facts.node(ready("-1")).unschedulable()).isTrue();
    }

    private static Node ready(String pods) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .endMetadata()
                .withNewStatus()
                .addToAllocatable("cpu", new Quantity("4"))
                .addToAllocatable("pods", new Quantity(pods))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }
}
