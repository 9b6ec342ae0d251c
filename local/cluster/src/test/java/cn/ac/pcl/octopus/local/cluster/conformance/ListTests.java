package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.labelled;
import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.pod;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Selectors and pages. */
class ListTests extends Scenario {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team=red | a,c",
                "team!=red | b,d",
                "team | a,b,c",
                "!team | d",
                "team=red,size=big | c"
            })
    void selectsByLabel(String selector, String names) {
        cluster.post(maps, labelled("a", "\"team\":\"red\""));
        cluster.post(maps, labelled("b", "\"team\":\"blue\""));
        cluster.post(maps, labelled("c", "\"team\":\"red\",\"size\":\"big\""));
        cluster.post(maps, labelled("d", "\"mine\":\"yes\""));
        List<String> found = names(cluster.get(maps + "?labelSelector=" + encode(selector)));
        found.remove("kube-root-ca.crt");
        assertThat(found).containsExactly(names.split(",", -1));
    }

    @Test
    void selectsByField() {
        cluster.post(pods, pod("free", "\"schedulerName\":\"volcano\","));
        cluster.post(pods, pod("bound", "\"nodeName\":\"no-such-node\","));
        assertThat(select(pods, "spec.nodeName=no-such-node")).containsExactly("bound");
        assertThat(select(pods, "spec.nodeName=")).containsExactly("free");
        assertThat(select(pods, "spec.nodeName!=no-such-node")).containsExactly("free");
        assertThat(select(pods, "spec.schedulerName=volcano,status.phase=Pending"))
                .containsExactly("free");
        assertThat(select(pods, "metadata.name=bound")).containsExactly("bound");
        assertThat(select("/api/v1/pods", "metadata.namespace=" + namespace))
                .containsExactly("bound", "free");
        assertThat(cluster.get(pods + "?fieldSelector=spec.color%3Dred").code()).isEqualTo(400);
        assertThat(cluster.get(pods + "?labelSelector=a%20b").code()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resourceVersion=x",
                "resourceVersion=-1",
                "limit=many",
                "limit=1&continue=xx"
            })
    void refusesQuestionsItCannotRead(String query) {
        assertThat(cluster.get(maps + "?" + query).code()).isEqualTo(400);
    }

    @Test
    void listsInPagesThatShowOneMoment() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            cluster.post(maps, labelled(name, "\"paged\":\"yes\""));
        }
        String query = maps + "?labelSelector=paged&limit=2";
        Answer first = cluster.get(query);
        assertThat(first.text("kind")).isEqualTo("ConfigMapList");
        assertThat(names(first)).containsExactly("a", "b");
        cluster.delete(maps + "/c");
        cluster.post(maps, labelled("dd", "\"paged\":\"yes\""));
        Answer second =
                cluster.get(query + "&continue=" + encode(first.text("metadata", "continue")));
        assertThat(names(second)).containsExactly("c", "d");
        Answer third =
                cluster.get(query + "&continue=" + encode(second.text("metadata", "continue")));
        assertThat(names(third)).containsExactly("e");
        assertThat(third.text("metadata", "continue")).isEmpty();
        assertThat(third.text("metadata", "resourceVersion"))
                .isEqualTo(first.text("metadata", "resourceVersion"));
    }
}
