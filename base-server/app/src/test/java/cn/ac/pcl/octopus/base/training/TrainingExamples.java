package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.base.storage.Uploader;
import cn.ac.pcl.octopus.base.storage.Zips;
import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** How the endpoints of training are called in the ownership matrix. */
@Component
class TrainingExamples implements OwnershipExamples {
    private final TrainingRuns runs;
    private final Path logs;
    private final Uploader uploader;
    private final Map<Scene, Kit> kits = new HashMap<>();
    private final Map<Scene, List<Mark>> marks = new HashMap<>();

    TrainingExamples(TrainingRuns runs, StorageProperties storage, Uploader uploader) {
        this.runs = runs;
        this.logs = storage.logPath();
        this.uploader = uploader;
    }

    /** What a job can be made of. */
    private record Material(String image, String algorithm, String dataset) {}

    /**
     * What the owner has, all of it ready.
     *
     * @param hidden shared with nobody
     * @param shared with the workspace of owner and member
     */
    private record Kit(Material hidden, Material shared, String spec) {}

    @Override
    public void describe(Book book) {
        book.add("POST /trainings", s -> training(s, kit(s).hidden()))
                .add("POST /trainings (of what is shared)", s -> training(s, kit(s).shared()))
                .add(
                        "POST /trainings (with a private algorithm)",
                        s -> {
                            var shared = kit(s).shared();
                            var algorithm = kit(s).hidden().algorithm();
                            return training(
                                    s, new Material(shared.image(), algorithm, shared.dataset()));
                        })
                .add(
                        "POST /trainings (with a private dataset)",
                        s -> {
                            var shared = kit(s).shared();
                            var dataset = kit(s).hidden().dataset();
                            return training(
                                    s, new Material(shared.image(), shared.algorithm(), dataset));
                        })
                .add(
                        "POST /trainings/{id}/stop",
                        scene -> Example.of(Map.of("id", job(scene)), null))
                .add(
                        "POST /trainings/delete",
                        scene -> Example.of(Map.of("jobIds", List.of(finished(scene)))))
                .add("GET /trainings/{id}", scene -> Example.of(Map.of("id", job(scene)), null))
                .add(
                        "POST /trainings/search",
                        scene ->
                                Example.of(Map.of("pageIndex", 1, "pageSize", 99))
                                        .seeking(marks(scene)))
                .add("GET /log/user/trainjob/{jobId}/{task}/{replica}/index.log", this::log);
        read(book);
    }

    private void read(Book book) {
        book.read(
                        "GET /trainings/{id}",
                        (scene, count) -> {
                            var subTasks =
                                    IntStream.range(0, count)
                                            .mapToObj(i -> Samples.subTask("a" + i, count, 1))
                                            .toArray(SubTask[]::new);
                            var id = job(scene.owner(), subTasks);
                            return new Reading(
                                    scene.administrator(),
                                    Example.of(Map.of("id", id), null),
                                    "/config");
                        })
                .read(
                        "POST /trainings/search",
                        (scene, count) -> {
                            scene.users(count).forEach(this::job);
                            return Reading.page(scene.administrator(), count);
                        })
                .read(
                        "GET /log/user/trainjob/{jobId}/{task}/{replica}/index.log",
                        (scene, count) -> Reading.one(scene.owner(), log(scene)));
    }

    private Kit kit(Scene scene) {
        return kits.computeIfAbsent(
                scene,
                s -> {
                    // All can pay, so that the first thing that is missing is a material.
                    recharge(s, "/billing/users/" + s.other().userId());
                    recharge(s, "/billing/workspaces/" + s.workspaceId());
                    var shared = material(s);
                    var calls = s.calls();
                    for (String path :
                            List.of(
                                    "/images/" + shared.image(),
                                    "/algorithms/" + shared.algorithm() + "/versions/V1",
                                    "/datasets/" + shared.dataset() + "/versions/V1")) {
                        calls.call(s.owner(), "POST", path + "/share", null);
                    }
                    return new Kit(material(s), shared, calls.offer(s.workspaceId()));
                });
    }

    private static void recharge(Scene scene, String account) {
        scene.calls().post(scene.administrator(), account + "/recharge", Map.of("amount", 100));
    }

    private Material material(Scene scene) {
        var calls = scene.calls();
        var owner = scene.owner();
        var image =
                Map.of(
                        "imageName", Ids.randomName(),
                        "imageVersion", "v1",
                        "imageType", "TRAINING",
                        "imageAddr", "octopus.local/python:3",
                        "sourceType", "REMOTE");
        var algorithm =
                Map.of("isEmpty", true, "algorithmName", Ids.randomName(), "modelName", "model");
        var dataset = Map.of("name", Ids.randomName().substring(2), "type", "text");
        var material =
                new Material(
                        calls.post(owner, "/images", image).json().path("imageId").asString(),
                        calls.post(owner, "/algorithms", algorithm)
                                .json()
                                .path("algorithmId")
                                .asString(),
                        calls.post(owner, "/datasets", dataset).json().path("id").asString());
        var version = "/datasets/" + material.dataset() + "/versions/V1";
        uploader.upload(owner, version, Zips.of(Map.of("a.txt", "a")));
        Eventually.is(() -> calls.get(owner, version + "/files").json().size() == 1);
        return material;
    }

    private Example training(Scene scene, Material material) {
        var subTask = new NewTraining.SubTask("a", "true", null, kit(scene).spec(), 1, 1, 1, false);
        return Example.of(
                new NewTraining(
                        Ids.randomName().substring(2),
                        null,
                        material.algorithm(),
                        VersionNumber.FIRST,
                        material.image(),
                        material.dataset(),
                        VersionNumber.FIRST,
                        false,
                        List.of(subTask)));
    }

    private List<Mark> marks(Scene scene) {
        return marks.computeIfAbsent(
                scene,
                s ->
                        List.of(
                                new Mark("owner's", job(s.owner())),
                                new Mark("member's", job(s.member())),
                                new Mark("other's", job(s.other()))));
    }

    private String job(Scene scene) {
        return job(scene.owner());
    }

    private String job(Caller user) {
        return job(user, Samples.subTask("a", 1, 1));
    }

    private String job(Caller user, SubTask... subTasks) {
        String id = Ids.randomName();
        var sample = Samples.run(id, user.userId(), id, subTasks);
        runs.accept(
                new TrainingRun(
                        new TrainingRun.Request(
                                id, user.userId(), Holder.spaceOf(user), id.substring(2), "", true),
                        sample.materials(),
                        List.of(subTasks),
                        "common-pool",
                        "",
                        Clock.systemUTC().instant()),
                "{}");
        return id;
    }

    private Example log(Scene scene) {
        return Example.of(Map.of("jobId", logged(scene), "task", "task0", "replica", "0"), null);
    }

    private String finished(Scene scene) {
        String id = job(scene);
        runs.refused(id, "an example");
        return id;
    }

    private String logged(Scene scene) {
        String id = job(scene);
        Path log = logs.resolve("user/trainjob").resolve(id).resolve("task0/0/index.log");
        try {
            Files.createDirectories(log.getParent());
            Files.writeString(log, "line");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return id;
    }
}
