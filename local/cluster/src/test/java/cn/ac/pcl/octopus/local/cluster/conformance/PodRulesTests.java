package cn.ac.pcl.octopus.local.cluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods that no API server takes, and some that it does. */
class PodRulesTests extends Scenario {

    /** A pod with these fields in its container, which may name the volume `v`. */
    private Answer container(String fields) {
        return post("," + fields, "");
    }

    private Answer specification(String fields) {
        return post("", "," + fields);
    }

    private Answer post(String container, String specification) {
        return cluster.post(
                pods,
                """
                {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"p-"},"spec":{"schedulerName":"nobody",
                 "volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c","image":"i"%s}]%s}}\
                """
                        .formatted(container, specification));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'resources':{'requests':{'cpu':'2'},'limits':{'cpu':'1'}} | containers[0].resources.requests",
                "'resources':{'requests':{'memory':'2Gi'},'limits':{'memory':'2G'}} | containers[0].resources.requests",
                "'resources':{'requests':{'example.com/gpu':'1'}} | containers[0].resources.limits",
                "'resources':{'limits':{'example.com/gpu':'500m'}} | resources.limits[example.com/gpu]",
                "'resources':{'requests':{'example.com/gpu':'1'},'limits':{'example.com/gpu':'2'}} | resources.requests",
                "'resources':{'limits':{'gpu':'1'}} | containers[0].resources.limits[gpu]",
                "'resources':{'limits':{'a b':'1'}} | containers[0].resources.limits[a b]",
                "'resources':{'limits':{'cpu':'-1'}} | containers[0].resources.limits[cpu]",
                "'image':' i' | containers[0].image",
                "'image':'' | containers[0].image",
                "'volumeMounts':[{'name':'w','mountPath':'/x'}] | volumeMounts[0].name",
                "'volumeMounts':[{'name':'v','mountPath':''}] | volumeMounts[0].mountPath",
                "'volumeMounts':[{'name':'v','mountPath':'/x'},{'name':'v','mountPath':'/x'}] | volumeMounts[1].mountPath",
                "'volumeMounts':[{'name':'v','mountPath':'/x','subPath':'a/../b'}] | subPath",
                "'volumeMounts':[{'name':'v','mountPath':'/x','subPath':'/a'}] | subPath",
                "'env':[{'value':'x'}] | env[0].name",
                "'env':[{'name':'a=b'}] | env[0].name",
                "'env':[{'name':'数'}] | env[0].name"
            })
    void refusesContainers(String container, String field) {
        assertRefused(container(container.replace('\'', '"')), 422, "Invalid", field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'restartPolicy':'Sometimes' | spec.restartPolicy",
                "'nodeSelector':{'a':'b c'} | spec.nodeSelector",
                "'nodeSelector':{'a b':'c'} | spec.nodeSelector",
                "'initContainers':[{'name':'c','image':'i'}] | name"
            })
    void refusesSpecifications(String spec, String field) {
        assertRefused(specification(spec.replace('\'', '"')), 422, "Invalid", field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'resources':{'limits':{'cpu':1.5,'memory':'1e3','ephemeral-storage':'.5Gi'}}",
                "'resources':{'requests':{'cpu':'100m'},'limits':{'cpu':'0.1'}}",
                "'resources':{'requests':{'example.com/gpu':'2'},'limits':{'example.com/gpu':2}}",
                "'resources':{'limits':{'kubernetes.io/own':'1','hugepages-2Mi':'2Mi','cpu':'5.'}}",
                "'image':'a b'",
                "'command':[],'args':['']",
                "'volumeMounts':[{'name':'v','mountPath':'x','subPath':'a..b'},{'name':'v','mountPath':'/x'}]",
                "'env':[{'name':'a b'},{'name':'1','value':null},{'name':'1'}]",
                "'nothingOfTheKind':1"
            })
    void takesContainers(String container) {
        Answer taken = container(container.replace('\'', '"'));
        assertThat(taken.code()).as(taken.body().toString()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"many", "1 Gi", "1GB", "''", "0x1", "1e", "--1", "1.2.3"})
    void refusesQuantitiesThatAreNone(String amount) {
        Answer refused = container("\"resources\":{\"limits\":{\"cpu\":\"%s\"}}".formatted(amount));
        assertThat(refused.code()).as(refused.body().toString()).isEqualTo(400);
        assertThat(refused.text("reason")).isEqualTo("BadRequest");
    }

    @Test
    void asksForWhatIsLimited() {
        Answer made =
                container(
                        "\"resources\":{\"requests\":{\"cpu\":\"1\"},\"limits\":{\"cpu\":\"2\",\"memory\":\"1Gi\"}}");
        assertThat(made.at("spec", "containers").path(0).path("resources").path("requests"))
                .isEqualTo(Json.parse("{\"cpu\":\"1\",\"memory\":\"1Gi\"}"));
    }

    @Test
    void refusesAPriorityThatThereIsNot() {
        assertRefused(
                specification("\"priorityClassName\":\"none-such\""),
                403,
                "Forbidden",
                "no PriorityClass with name none-such was found");
    }
}
