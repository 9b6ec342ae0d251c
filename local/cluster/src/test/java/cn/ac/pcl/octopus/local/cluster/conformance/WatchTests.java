package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.labelled;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Told;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Watches: where they begin, what they tell, and that informers can trust them. */
class WatchTests extends Scenario {

    @Test
    void resumesAWatchAndTellsWhatEntersAndLeavesTheSelection() {
        String version = cluster.get(maps).text("metadata", "resourceVersion");
        cluster.post(maps, labelled("a", "\"team\":\"red\""));
        cluster.post(maps, labelled("b", "\"team\":\"blue\""));
        cluster.merge(maps + "/b", "{\"metadata\":{\"labels\":{\"team\":\"red\"}}}");
        cluster.merge(maps + "/a", "{\"data\":{\"k\":\"v\"}}");
        cluster.merge(maps + "/a", "{\"metadata\":{\"labels\":{\"team\":\"blue\"}}}");
        cluster.delete(maps + "/b");
        List<Told> told =
                cluster.watch(maps + "?labelSelector=team%3Dred&resourceVersion=" + version, 2);
        assertThat(told.stream().map(Told::toString))
                .containsExactly("ADDED a", "ADDED b", "MODIFIED a", "DELETED a", "DELETED b");
        assertThat(Json.text(told.get(3).object(), "metadata", "labels", "team")).isEqualTo("red");
        long left = Long.parseLong(Json.text(told.get(3).object(), "metadata", "resourceVersion"));
        long before =
                Long.parseLong(Json.text(told.get(2).object(), "metadata", "resourceVersion"));
        assertThat(left).isGreaterThan(before);
    }

    @Test
    void beginsAWatchWithWhatThereIs() {
        cluster.post(maps, labelled("a", "\"team\":\"red\""));
        assertThat(cluster.watch(maps + "?labelSelector=team", 1).stream().map(Told::toString))
                .containsExactly("ADDED a");
    }

    @Test
    void feedsInformers() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        cluster.post(maps, labelled("a", "\"heard\":\"yes\""));
        try (var _ =
                cluster.client()
                        .configMaps()
                        .inNamespace(namespace)
                        .withLabel("heard")
                        .inform(
                                new ResourceEventHandler<>() {
                                    @Override
                                    public void onAdd(ConfigMap map) {
                                        heard.add("add " + map.getMetadata().getName());
                                    }

                                    @Override
                                    public void onUpdate(ConfigMap before, ConfigMap map) {
                                        heard.add("update " + map.getMetadata().getName());
                                    }

                                    @Override
                                    public void onDelete(ConfigMap map, boolean unknown) {
                                        heard.add("delete " + map.getMetadata().getName());
                                    }
                                })) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("add a");
            ConfigMap other =
                    new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("b")
                            .withNamespace(namespace)
                            .addToLabels("heard", "yes")
                            .endMetadata()
                            .build();
            cluster.client().resource(other).create();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("add b");
            cluster.merge(maps + "/b", "{\"data\":{\"k\":\"v\"}}");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("update b");
            cluster.delete(maps + "/a");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("delete a");
        }
    }
}
