package cn.ac.pcl.octopus.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.cluster.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.ConformanceCluster.Told;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Kubernetes API server does, asked of ours in every build and of a real one on demand. */
class ConformanceTests {
    private static ConformanceCluster cluster;

    private String namespace;
    private String maps;
    private String pods;

    @BeforeAll
    static void open() {
        cluster = new ConformanceCluster();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void makeNamespace() {
        Answer made =
                cluster.post(
                        "/api/v1/namespaces",
                        """
                        {"apiVersion":"v1","kind":"Namespace","metadata":{"generateName":"conformance-"}}\
                        """);
        assertThat(made.code()).isEqualTo(201);
        namespace = made.text("metadata", "name");
        maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        pods = "/api/v1/namespaces/" + namespace + "/pods";
        // A real cluster refuses pods until its controllers have made this account.
        cluster.post(
                "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                """
                {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}\
                """);
    }

    @AfterEach
    void dropNamespace() {
        cluster.delete("/api/v1/namespaces/" + namespace);
    }

    @Test
    void tellsWhatItServes() {
        assertThat(cluster.get("/api").at("versions").toString()).contains("v1");
        assertThat(cluster.get("/apis").at("groups").toString())
                .contains("coordination.k8s.io", "apiextensions.k8s.io");
        assertThat(cluster.get("/api/v1").at("resources").toString())
                .contains("pods/binding", "pods/log", "namespaces/status", "configmaps");
        assertThat(cluster.get("/version").text("major")).isEqualTo("1");
        assertThat(cluster.get("/healthz").body().asString()).isEqualTo("ok");
    }

    @Test
    void admitsOnlyWhoHasAToken() {
        try (KubernetesClient stranger = cluster.stranger()) {
            assertThatThrownBy(() -> stranger.pods().inAnyNamespace().list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isIn(401, 403));
        }
    }

    @Test
    void createsOnceAndNamesWhatExists() {
        Answer created = cluster.post(maps, map("a"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("metadata", "uid")).isNotEmpty();
        assertThat(created.text("metadata", "creationTimestamp")).isNotEmpty();
        Answer again = cluster.post(maps, map("a"));
        assertRefused(again, 409, "AlreadyExists", "configmaps \"a\" already exists");
        assertThat(again.text("details", "name")).isEqualTo("a");
        assertThat(again.text("details", "kind")).isEqualTo("configmaps");
    }

    @Test
    void makesNamesFromAPrefix() {
        Answer created =
                cluster.post(
                        maps,
                        """
                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"pre-"}}\
                        """);
        assertThat(created.text("metadata", "name")).matches("pre-[a-z0-9]{5}");
        assertThat(created.text("metadata", "generateName")).isEqualTo("pre-");
    }

    @Test
    void missesWhatIsNotThere() {
        assertRefused(
                cluster.get(maps + "/none"), 404, "NotFound", "configmaps \"none\" not found");
        assertRefused(
                cluster.delete(maps + "/none"), 404, "NotFound", "configmaps \"none\" not found");
        assertRefused(
                cluster.post("/api/v1/namespaces/not-there/configmaps", map("a")),
                404,
                "NotFound",
                "namespaces \"not-there\" not found");
        assertThat(cluster.get("/apis/nothing.example.com/v1/things").code()).isEqualTo(404);
    }

    @Test
    void refusesBodiesItCannotTake() {
        assertThat(cluster.post(maps, "{broken").code()).isEqualTo(400);
        assertThat(
                        cluster.post(
                                        maps,
                                        """
                                        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}\
                                        """)
                                .code())
                .isEqualTo(400);
        assertThat(cluster.send("POST", maps, "text/csv", map("a")).code()).isEqualTo(415);
        cluster.post(maps, map("a"));
        assertThat(cluster.send("PATCH", maps + "/a", "application/json", "{}").code())
                .isEqualTo(415);
        assertThat(cluster.send("PUT", maps, "application/json", map("a")).code()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"Upper", "under_score", "-dash", "dot."})
    void refusesBadNames(String name) {
        Answer refused = cluster.post(maps, map(name));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.text("reason")).isEqualTo("Invalid");
        assertThat(refused.at("details", "causes").path(0).path("field").asString())
                .isEqualTo("metadata.name");
    }

    @Test
    void refusesBadLabelsAndPodsWithoutContainers() {
        assertThat(
                        cluster.post(
                                        maps,
                                        """
                                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"a":"not good"}}}\
                                        """)
                                .code())
                .isEqualTo(422);
        assertThat(
                        cluster.post(
                                        pods,
                                        """
                                        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[]}}\
                                        """)
                                .code())
                .isEqualTo(422);
    }

    @Test
    void storesNothingInADryRun() {
        assertThat(cluster.post(maps + "?dryRun=All", map("a")).code()).isEqualTo(201);
        assertThat(cluster.get(maps + "/a").code()).isEqualTo(404);
        cluster.post(maps, map("a"));
        assertThat(cluster.delete(maps + "/a?dryRun=All").code()).isEqualTo(200);
        assertThat(cluster.get(maps + "/a").code()).isEqualTo(200);
    }

    @Test
    void locksOptimistically() {
        ObjectNode first = (ObjectNode) cluster.post(maps, map("a")).body();
        Answer same = cluster.put(maps + "/a", first);
        assertThat(same.text("metadata", "resourceVersion"))
                .isEqualTo(Json.text(first, "metadata", "resourceVersion"));
        ObjectNode changed = first.deepCopy();
        changed.withObjectProperty("data").put("k", "new");
        assertThat(cluster.put(maps + "/a", changed).code()).isEqualTo(200);
        Answer stale = cluster.put(maps + "/a", first);
        assertRefused(stale, 409, "Conflict", "the object has been modified");
        ObjectNode other = changed.deepCopy();
        other.withObjectProperty("metadata").put("name", "b");
        assertThat(cluster.put(maps + "/a", other).code()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team=red | a,c",
                "team!=red | b,d",
                "team in (red,blue) | a,b,c",
                "team notin (red) | b,d",
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
        List<Told> listed =
                cluster.watch(
                        maps
                                + "?labelSelector=team&sendInitialEvents=true&allowWatchBookmarks=true"
                                + "&resourceVersionMatch=NotOlderThan",
                        1);
        assertThat(listed.get(0).toString()).isEqualTo("ADDED a");
        assertThat(listed.get(1).type()).isEqualTo("BOOKMARK");
        assertThat(
                        Json.text(
                                listed.get(1).object(),
                                "metadata",
                                "annotations",
                                "k8s.io/initial-events-end"))
                .isEqualTo("true");
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

    @Test
    void mergesAndPatches() {
        cluster.post(
                maps,
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","finalizers":["example.com/x","example.com/y"]},
                 "data":{"keep":"1","drop":"2"}}\
                """);
        Answer merged =
                cluster.merge(
                        maps + "/a",
                        """
                        {"metadata":{"finalizers":["example.com/z"]},"data":{"drop":null,"add":"3"}}\
                        """);
        assertThat(merged.code()).isEqualTo(200);
        assertThat(merged.at("data")).isEqualTo(Json.parse("{\"keep\":\"1\",\"add\":\"3\"}"));
        assertThat(merged.at("metadata", "finalizers"))
                .isEqualTo(Json.parse("[\"example.com/z\"]"));
        Answer patched =
                cluster.send(
                        "PATCH",
                        maps + "/a",
                        "application/json-patch+json",
                        """
                        [{"op":"test","path":"/data/keep","value":"1"},{"op":"replace","path":"/data/keep","value":"9"},
                         {"op":"remove","path":"/metadata/finalizers"}]\
                        """);
        assertThat(patched.code()).isEqualTo(200);
        assertThat(patched.text("data", "keep")).isEqualTo("9");
        Answer failing =
                cluster.send(
                        "PATCH",
                        maps + "/a",
                        "application/json-patch+json",
                        """
                        [{"op":"test","path":"/data/keep","value":"1"}]\
                        """);
        assertThat(failing.code()).isEqualTo(422);
        assertRefused(
                cluster.merge(maps + "/a", "{\"metadata\":{\"resourceVersion\":\"1\"}}"),
                409,
                "Conflict",
                "the object has been modified");
    }

    @Test
    void appliesWithFieldManagers() {
        String path = maps + "/a";
        Answer created = cluster.apply(path, "one", false, config("\"x\":\"1\",\"y\":\"1\""));
        assertThat(created.code()).isEqualTo(201);
        Answer other = cluster.apply(path, "two", false, config("\"z\":\"1\""));
        assertThat(other.code()).isEqualTo(200);
        assertThat(other.at("data")).isEqualTo(Json.parse("{\"x\":\"1\",\"y\":\"1\",\"z\":\"1\"}"));
        Answer conflict = cluster.apply(path, "two", false, config("\"z\":\"1\",\"x\":\"2\""));
        assertRefused(conflict, 409, "Conflict", "conflict with \"one\"");
        assertThat(conflict.at("details", "causes").path(0).path("field").asString())
                .isEqualTo(".data.x");
        assertThat(conflict.at("details", "causes").path(0).path("reason").asString())
                .isEqualTo("FieldManagerConflict");
        Answer forced = cluster.apply(path, "two", true, config("\"z\":\"1\",\"x\":\"2\""));
        assertThat(forced.text("data", "x")).isEqualTo("2");
        Answer dropped = cluster.apply(path, "one", false, config("\"y\":\"1\""));
        assertThat(dropped.code()).isEqualTo(200);
        assertThat(dropped.text("data", "x")).isEqualTo("2");
        Answer gone = cluster.apply(path, "two", false, config("\"z\":\"1\""));
        assertThat(gone.at("data")).isEqualTo(Json.parse("{\"y\":\"1\",\"z\":\"1\"}"));
        String version = gone.text("metadata", "resourceVersion");
        Answer same = cluster.apply(path, "two", false, config("\"z\":\"1\""));
        assertThat(same.text("metadata", "resourceVersion")).isEqualTo(version);
        assertThat(cluster.apply(path, "", false, config("")).code()).isIn(400, 422);
    }

    @Test
    void givesTheFieldsOfAnUpdateToItsManager() {
        String path = maps + "/a";
        cluster.apply(path, "one", false, config("\"x\":\"1\""));
        cluster.send(
                "PATCH",
                path + "?fieldManager=hand",
                "application/merge-patch+json",
                "{\"data\":{\"x\":\"2\"}}");
        Answer conflict = cluster.apply(path, "one", false, config("\"x\":\"1\""));
        assertRefused(conflict, 409, "Conflict", "conflict with \"hand\"");
        assertThat(cluster.apply(path, "one", true, config("\"x\":\"1\"")).text("data", "x"))
                .isEqualTo("1");
    }

    @Test
    void appliesListsByTheirKeys() {
        String path = pods + "/p";
        String container =
                "{\"name\":\"c\",\"image\":\"i:1\",\"env\":[{\"name\":\"E\",\"value\":\"1\"}]}";
        String head =
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"%s},\"spec\":{\"containers\":[%s]}}";
        Answer created = cluster.apply(path, "one", false, head.formatted("", container));
        assertThat(created.code()).isEqualTo(201);
        Answer image =
                cluster.apply(
                        path,
                        "two",
                        true,
                        head.formatted(
                                ",\"labels\":{\"a\":\"b\"}", "{\"name\":\"c\",\"image\":\"i:2\"}"));
        assertThat(image.code()).isEqualTo(200);
        JsonNode only = image.at("spec", "containers");
        assertThat(only.size()).isEqualTo(1);
        assertThat(Json.text(only.path(0), "image")).isEqualTo("i:2");
        assertThat(only.path(0).path("env").size()).isEqualTo(1);
    }

    @Test
    void keepsStatusAndSpecificationApart() {
        cluster.post(pods, pod("p", ""));
        ObjectNode pod = (ObjectNode) cluster.get(pods + "/p").body();
        assertThat(Json.text(pod, "status", "phase")).isEqualTo("Pending");
        ObjectNode changed = pod.deepCopy();
        changed.withObjectProperty("status").put("phase", "Running");
        changed.withObjectProperty("metadata").withObjectProperty("labels").put("a", "b");
        Answer main = cluster.put(pods + "/p", changed);
        assertThat(main.text("status", "phase")).isEqualTo("Pending");
        assertThat(main.text("metadata", "labels", "a")).isEqualTo("b");
        ObjectNode status = (ObjectNode) main.body().deepCopy();
        status.withObjectProperty("status").put("phase", "Running");
        status.withObjectProperty("spec").put("activeDeadlineSeconds", 5);
        Answer sub = cluster.put(pods + "/p/status", status);
        assertThat(sub.text("status", "phase")).isEqualTo("Running");
        assertThat(sub.at("spec").has("activeDeadlineSeconds")).isFalse();
        Answer patched = cluster.merge(pods + "/p/status", "{\"status\":{\"message\":\"m\"}}");
        assertThat(patched.text("status", "message")).isEqualTo("m");
        ObjectNode moved = (ObjectNode) patched.body().deepCopy();
        moved.withObjectProperty("spec").put("hostname", "other");
        assertThat(cluster.put(pods + "/p", moved).code()).isEqualTo(422);
    }

    @Test
    void bindsAPodOnce() {
        cluster.post(pods, pod("p", ""));
        String binding =
                """
                {"apiVersion":"v1","kind":"Binding","metadata":{"name":"p"},"target":{"apiVersion":"v1","kind":"Node","name":"n1"}}\
                """;
        assertThat(cluster.post(pods + "/p/binding", binding).code()).isEqualTo(201);
        Answer bound = cluster.get(pods + "/p");
        assertThat(bound.text("spec", "nodeName")).isEqualTo("n1");
        JsonNode condition = bound.at("status", "conditions").path(0);
        assertThat(Json.text(condition, "type")).isEqualTo("PodScheduled");
        assertThat(Json.text(condition, "status")).isEqualTo("True");
        Answer again = cluster.post("/api/v1/namespaces/" + namespace + "/bindings", binding);
        assertRefused(again, 409, "Conflict", "already assigned to node");
        assertThat(
                        cluster.post(pods + "/none/binding", binding.replace("\"p\"", "\"none\""))
                                .code())
                .isEqualTo(404);
    }

    @Test
    void waitsForFinalizersAndGracePeriods() {
        cluster.post(
                maps,
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","finalizers":["example.com/x"]}}\
                """);
        Answer marked = cluster.delete(maps + "/a");
        assertThat(marked.text("metadata", "deletionTimestamp")).isNotEmpty();
        assertThat(
                        cluster.merge(
                                        maps + "/a",
                                        "{\"metadata\":{\"finalizers\":[\"example.com/x\",\"example.com/y\"]}}")
                                .code())
                .isEqualTo(422);
        cluster.merge(maps + "/a", "{\"metadata\":{\"finalizers\":null}}");
        assertThat(cluster.get(maps + "/a").code()).isEqualTo(404);

        cluster.post(pods, pod("free", ""));
        cluster.delete(pods + "/free");
        assertThat(cluster.get(pods + "/free").code()).isEqualTo(404);
        cluster.post(pods, pod("bound", "\"nodeName\":\"no-such-node\","));
        Answer graceful = cluster.delete(pods + "/bound?gracePeriodSeconds=20");
        assertThat(graceful.at("metadata", "deletionGracePeriodSeconds").asInt()).isEqualTo(20);
        assertThat(cluster.get(pods + "/bound").code()).isEqualTo(200);
        cluster.delete(pods + "/bound?gracePeriodSeconds=0");
        assertThat(cluster.get(pods + "/bound").code()).isEqualTo(404);
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        Answer created = cluster.post(maps, map("a"));
        Answer wrong =
                cluster.delete(
                        maps + "/a",
                        """
                        {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"other"}}\
                        """);
        assertRefused(
                wrong,
                409,
                "Conflict",
                "the UID in the precondition (other) does not match the UID in record");
        Answer right =
                cluster.delete(
                        maps + "/a",
                        "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"preconditions\":{\"uid\":\"%s\"}}"
                                .formatted(created.text("metadata", "uid")));
        assertThat(right.code()).isEqualTo(200);
        assertThat(right.text("status")).isEqualTo("Success");
    }

    @Test
    void deletesCollections() {
        cluster.post(maps, labelled("a", "\"team\":\"red\""));
        cluster.post(maps, labelled("b", "\"team\":\"blue\""));
        assertThat(cluster.delete(maps + "?labelSelector=team%3Dred").code()).isEqualTo(200);
        assertThat(names(cluster.get(maps + "?labelSelector=team"))).containsExactly("b");
    }

    @Test
    void deletesWhatTheDeadOwned() {
        String owner = cluster.post(maps, map("owner")).text("metadata", "uid");
        cluster.post(maps, owned("child", "owner", owner, false));
        cluster.post(maps, owned("stray", "owner", "00000000-0000-0000-0000-000000000000", false));
        eventually(() -> cluster.get(maps + "/stray").code() == 404);
        assertThat(cluster.get(maps + "/child").code()).isEqualTo(200);
        cluster.delete(maps + "/owner");
        eventually(() -> cluster.get(maps + "/child").code() == 404);
    }

    @Test
    void deletesInTheForegroundAndAsOrphanMaker() {
        String owner = cluster.post(maps, map("owner")).text("metadata", "uid");
        cluster.post(
                maps,
                owned("child", "owner", owner, true)
                        .replace(
                                "\"metadata\":{",
                                "\"metadata\":{\"finalizers\":[\"example.com/x\"],"));
        // The garbage collector of a real cluster must have seen the child.
        eventually(() ->
                cluster.get(maps + "/child").code() == 200
                        && cluster.watch(maps + "?labelSelector=none", 2).isEmpty());
        Answer marked = cluster.delete(maps + "/owner?propagationPolicy=Foreground");
        assertThat(marked.at("metadata", "finalizers").toString()).contains("foregroundDeletion");
        eventually(() ->
                !cluster.get(maps + "/child").text("metadata", "deletionTimestamp").isEmpty());
        assertThat(cluster.get(maps + "/owner").code()).isEqualTo(200);
        cluster.merge(maps + "/child", "{\"metadata\":{\"finalizers\":null}}");
        eventually(() -> cluster.get(maps + "/owner").code() == 404);

        String parent = cluster.post(maps, map("parent")).text("metadata", "uid");
        cluster.post(maps, owned("orphan", "parent", parent, false));
        eventually(() -> cluster.watch(maps + "?labelSelector=none", 2).isEmpty());
        cluster.delete(maps + "/parent?propagationPolicy=Orphan");
        eventually(() -> cluster.get(maps + "/parent").code() == 404);
        Answer orphan = cluster.get(maps + "/orphan");
        assertThat(orphan.code()).isEqualTo(200);
        assertThat(orphan.at("metadata").has("ownerReferences")).isFalse();
    }

    @Test
    void emptiesANamespaceBeforeItGoes() {
        String path = "/api/v1/namespaces/" + namespace;
        cluster.post(
                maps,
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"held","finalizers":["example.com/x"]}}\
                """);
        cluster.post(maps, map("a"));
        cluster.delete(path);
        assertThat(cluster.get(path).text("status", "phase")).isEqualTo("Terminating");
        Answer refused = cluster.post(maps, map("late"));
        assertRefused(refused, 403, "Forbidden", "because it is being terminated");
        assertThat(refused.at("details", "causes").path(0).path("reason").asString())
                .isEqualTo("NamespaceTerminating");
        eventually(() -> cluster.get(maps + "/a").code() == 404);
        assertThat(cluster.get(path).code()).isEqualTo(200);
        cluster.merge(maps + "/held", "{\"metadata\":{\"finalizers\":null}}");
        eventually(() -> cluster.get(path).code() == 404);
    }

    @Test
    void servesDefinedTypes() {
        String group = namespace + ".example.com";
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String definition = definitions + "/widgets." + group;
        assertThat(cluster.post(definitions, definition(group)).code()).isEqualTo(201);
        try {
            eventually(() ->
                    cluster.get(definition)
                            .at("status", "conditions")
                            .toString()
                            .contains("\"Established\""));
            String widgets = "/apis/" + group + "/v1/namespaces/" + namespace + "/widgets";
            eventually(() -> cluster.get(widgets).code() == 200);
            Answer created =
                    cluster.post(
                            widgets,
                            "{\"apiVersion\":\"%s/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":1},\"status\":{\"state\":\"x\"}}"
                                    .formatted(group));
            assertThat(created.code()).isEqualTo(201);
            assertThat(created.at("metadata", "generation").asInt()).isEqualTo(1);
            assertThat(created.body().has("status")).isFalse();
            Answer resized = cluster.merge(widgets + "/w", "{\"spec\":{\"size\":2}}");
            assertThat(resized.at("metadata", "generation").asInt()).isEqualTo(2);
            Answer told = cluster.merge(widgets + "/w/status", "{\"status\":{\"state\":\"good\"}}");
            assertThat(told.text("status", "state")).isEqualTo("good");
            assertThat(told.at("metadata", "generation").asInt()).isEqualTo(2);
            ObjectNode unversioned = (ObjectNode) told.body().deepCopy();
            unversioned.withObjectProperty("metadata").remove("resourceVersion");
            assertThat(cluster.put(widgets + "/w", unversioned).code()).isEqualTo(422);
            Answer applied =
                    cluster.apply(
                            widgets + "/w/status",
                            "one",
                            true,
                            "{\"apiVersion\":\"%s/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},\"status\":{\"state\":\"applied\"}}"
                                    .formatted(group));
            assertThat(applied.text("status", "state")).isEqualTo("applied");
            assertThat(applied.at("spec", "size").asInt()).isEqualTo(2);
            assertThat(cluster.get("/apis/" + group + "/v1").toString())
                    .contains("widgets/status", "\"wd\"");
            assertThat(cluster.get(widgets).text("kind")).isEqualTo("WidgetList");
        } finally {
            cluster.delete(definition);
        }
        eventually(() -> cluster.get(definition).code() == 404);
        eventually(() ->
                cluster.get("/apis/" + group + "/v1/namespaces/" + namespace + "/widgets").code()
                        == 404);
    }

    @Test
    void refusesDefinitionsThatContradictThemselves() {
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String wrong = definition("wrong.example.com").replace("widgets.wrong", "gadgets.wrong");
        assertThat(cluster.post(definitions, wrong).code()).isEqualTo(422);
    }

    @Test
    void showsEventsInBothForms() {
        String events = "/api/v1/namespaces/" + namespace + "/events";
        cluster.post(
                events,
                "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"e\"},\"type\":\"Normal\",\"reason\":\"Because\",\"message\":\"m\",\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"%s\"}}"
                        .formatted(namespace));
        assertThat(select(events, "involvedObject.name=p,reason=Because")).containsExactly("e");
        Answer other = cluster.get("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events/e");
        assertThat(other.text("note")).isEqualTo("m");
        assertThat(other.text("regarding", "name")).isEqualTo("p");
    }

    @Test
    void takesSecretsAsText() {
        Answer secret =
                cluster.post(
                        "/api/v1/namespaces/" + namespace + "/secrets",
                        """
                        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"k":"text"}}\
                        """);
        assertThat(secret.text("data", "k")).isEqualTo("dGV4dA==");
        assertThat(secret.text("type")).isEqualTo("Opaque");
        assertThat(secret.body().has("stringData")).isFalse();
    }

    @Test
    void bindsClaimsToTheVolumesTheyName() {
        String volume = "/api/v1/persistentvolumes/" + namespace;
        String claims = "/api/v1/namespaces/" + namespace + "/persistentvolumeclaims";
        cluster.post(
                "/api/v1/persistentvolumes",
                "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolume\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteMany\"],\"storageClassName\":\"\",\"hostPath\":{\"path\":\"/tmp\"}}}"
                        .formatted(namespace));
        cluster.post(
                claims,
                "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolumeClaim\",\"metadata\":{\"name\":\"c\"},\"spec\":{\"accessModes\":[\"ReadWriteMany\"],\"storageClassName\":\"\",\"volumeName\":\"%s\",\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}"
                        .formatted(namespace));
        eventually(() ->
                cluster.get(claims + "/c").text("status", "phase").equals("Bound")
                        && cluster.get(volume).text("status", "phase").equals("Bound"));
        assertThat(cluster.get(volume).text("spec", "claimRef", "name")).isEqualTo("c");
        cluster.delete(claims + "/c");
        eventually(() -> cluster.get(volume).text("status", "phase").equals("Released"));
        cluster.delete(volume);
    }

    @Test
    void givesPodsThePriorityOfTheirClass() {
        String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
        cluster.post(
                classes,
                "{\"apiVersion\":\"scheduling.k8s.io/v1\",\"kind\":\"PriorityClass\",\"metadata\":{\"name\":\"%s\"},\"value\":7}"
                        .formatted(namespace));
        eventually(() ->
                cluster.post(pods, pod("p", "\"priorityClassName\":\"%s\",".formatted(namespace)))
                                .code()
                        == 201);
        assertThat(cluster.get(pods + "/p").at("spec", "priority").asInt()).isEqualTo(7);
        assertThat(cluster.post(pods, pod("q", "\"priorityClassName\":\"none\",")).code())
                .isEqualTo(403);
        cluster.delete(classes + "/" + namespace);
    }

    private static void assertRefused(Answer answer, int code, String reason, String message) {
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(code);
        assertThat(answer.text("kind")).isEqualTo("Status");
        assertThat(answer.text("status")).isEqualTo("Failure");
        assertThat(answer.text("reason")).isEqualTo(reason);
        assertThat(answer.text("message")).contains(message);
        assertThat(answer.at("code").asInt()).isEqualTo(code);
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come true in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static List<String> names(Answer list) {
        List<String> names = new ArrayList<>();
        list.at("items").forEach(item -> names.add(Json.text(item, "metadata", "name")));
        return names;
    }

    private static List<String> select(String path, String fields) {
        return names(cluster.get(path + "?fieldSelector=" + encode(fields)));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String map(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"k\":\"v\"}}"
                .formatted(name);
    }

    private static String labelled(String name, String labels) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"labels\":{%s}}}"
                .formatted(name, labels);
    }

    private static String config(String data) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{%s}}"
                .formatted(data);
    }

    private static String owned(String name, String owner, String uid, boolean blocks) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"%s\",\"uid\":\"%s\",\"blockOwnerDeletion\":%s}]}}"
                .formatted(name, owner, uid, blocks);
    }

    private static String pod(String name, String more) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":{%s\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}"
                .formatted(name, more);
    }

    private static String definition(String group) {
        return """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.%1$s"},
         "spec":{"group":"%1$s","scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget","shortNames":["wd"]},
         "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
         "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}\
        """
                .formatted(group);
    }
}
