package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How the endpoints of training are called in the ownership matrix. */
@Component
class TrainingExamples implements OwnershipExamples {
    private final TrainingRuns runs;
    private final Path logs;

    TrainingExamples(TrainingRuns runs, StorageProperties storage) {
        this.runs = runs;
        this.logs = storage.logPath();
    }

    @Override
    public void describe(Book book) {
        book.add("POST /trainings", TrainingExamples::training)
                .add(
                        "POST /trainings/{id}/stop",
                        scene -> Example.of(Map.of("id", job(scene)), null))
                .add(
                        "POST /trainings/delete",
                        scene -> Example.of(Map.of("jobIds", List.of(finished(scene)))))
                .add("GET /trainings/{id}", scene -> Example.of(Map.of("id", job(scene)), null))
                .add(
                        "POST /trainings/search",
                        scene -> Example.of(Map.of("pageIndex", 1, "pageSize", 9)))
                .add(
                        "GET /log/user/trainjob/{jobId}/{task}/{replica}/index.log",
                        scene ->
                                Example.of(
                                        Map.of(
                                                "jobId", logged(scene),
                                                "task", "task0",
                                                "replica", "0"),
                                        null));
    }

    /** Of users who can pay, so that the first thing that is missing is the image. */
    private static Example training(Scene scene) {
        var amount = Map.of("amount", 1);
        for (String account :
                List.of(
                        "/billing/users/" + scene.other().userId(),
                        "/billing/workspaces/" + scene.workspaceId())) {
            scene.calls().post(scene.administrator(), account + "/recharge", amount);
        }
        return Example.of(Samples.training(false, Samples.asked("a", 1, 1, 1)));
    }

    private String job(Scene scene) {
        String id = Ids.randomName();
        runs.accept(
                Samples.run(
                        id,
                        scene.owner().userId(),
                        id.substring(2),
                        Clock.systemUTC().instant(),
                        Samples.subTask("a", 1, 1)),
                "{}");
        return id;
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
