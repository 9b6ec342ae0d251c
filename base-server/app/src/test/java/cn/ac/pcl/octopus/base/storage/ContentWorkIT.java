package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.tasks.NotNowException;
import cn.ac.pcl.octopus.identity.Secret;
import cn.ac.pcl.octopus.local.stores.EmbeddedObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.util.unit.DataSize;

/** Work on content, against a real object store, through failure and death. */
class ContentWorkIT {
    private static final VolumePath TARGET = new VolumePath("dataSets/space/user/id/V1");
    private static final String UPLOAD = "dataSets/swap/upload/id/V1/file.zip";

    @TempDir Path folder;
    private EmbeddedObjectStore server;
    private StorageProperties properties;
    private ObjectStore store;
    private SharedVolume volume;
    private final Owner owner = new Owner();
    private ContentWork work;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedObjectStore.start(folder.resolve("objects"), 0, "key", "a secret");
        properties =
                new StorageProperties(
                        server.endpoint(),
                        "us-east-1",
                        "key",
                        new Secret("a secret"),
                        "octopus",
                        folder.resolve("data"),
                        folder.resolve("logs"),
                        null,
                        "/oss",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        UnpackingTests.limits(
                                DataSize.ofMegabytes(50), DataSize.ofMegabytes(50), 1000));
        store = new ObjectStore(properties);
        store.ensureBucket();
        store.ensureBucket();
        volume = new SharedVolume(properties.mountPath(), "octopus", properties.unpack());
        work = work(volume);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void resumesAfterBeingKilledAnywhere() throws IOException {
        upload(Zips.of(Map.of("a.txt", "a".repeat(200_000), "b.txt", "b")));
        var order = unpack();
        for (int death = 1; death <= 3; death++) {
            owner.dieAt = death;
            owner.calls = 0;
            assertThatThrownBy(() -> work.run(order)).isInstanceOf(ThreadDeathOfTest.class);
            assertThat(owner.ends).isEmpty();
        }
        owner.dieAt = 0;
        work.run(order);
        assertThat(owner.ends).containsExactly("done");
        assertThat(volume.list(TARGET, "").orElseThrow()).hasSize(2);
        work.run(order);
        assertThat(owner.ends).containsExactly("done");
        assertThat(folder.resolve("data/octopus/.work")).isEmptyDirectory();
    }

    @Test
    void saysWhyItWillNeverDo() throws IOException {
        upload("no zip".getBytes(StandardCharsets.UTF_8));
        work.run(unpack());
        assertThat(owner.ends).containsExactly("The file is not a zip archive");
        assertThat(volume.exists(TARGET)).isFalse();
    }

    @Test
    void triesAgainWhileTheStoreIsAway() throws IOException {
        upload(Zips.of(Map.of("a", "b")));
        server.close();
        assertThatThrownBy(() -> work.run(unpack())).isInstanceOf(StoreFailedException.class);
        assertThat(owner.ends).isEmpty();
        work.giveUp(unpack(), new StoreFailedException("away", new IOException()));
        assertThat(owner.ends).containsExactly("The object store did not answer for an hour");
    }

    /** Nobody can order it again: the job that has left it will not run twice. */
    @Test
    void neverGivesUpWhatAJobHasLeft() throws IOException {
        var order = copyAndPack();
        server.close();
        assertThatThrownBy(() -> work.run(order)).isInstanceOf(StoreFailedException.class);
        assertThat(owner.ends).isEmpty();
        assertThat(owner.hindrance)
                .isEqualTo("The object store does not answer; it is asked again");
        assertThat(work.retry(order).attempts()).isEqualTo(Integer.MAX_VALUE);
        assertThat(work.retry(unpack()).attempts()).isEqualTo(20);

        server =
                EmbeddedObjectStore.start(
                        folder.resolve("objects"),
                        properties.endpoint().getPort(),
                        "key",
                        "a secret");
        work.run(order);
        assertThat(owner.ends).containsExactly("done");
        assertThat(store.stat(order.archive())).isPresent();
    }

    @Test
    void waitsForRoomForWhatAJobHasLeft() throws IOException {
        var order = copyAndPack();
        var greedy =
                new SharedVolume(
                        properties.mountPath(),
                        "octopus",
                        new UnpackLimits(
                                DataSize.ofTerabytes(1),
                                DataSize.ofTerabytes(1),
                                DataSize.ofTerabytes(1),
                                10,
                                200,
                                DataSize.ofTerabytes(1),
                                DataSize.ofTerabytes(1000)));
        var full = work(greedy);
        assertThatThrownBy(() -> full.run(order)).isInstanceOf(VolumeFullException.class);
        assertThat(owner.ends).isEmpty();
        assertThat(owner.hindrance).startsWith("The platform's volume is full");
    }

    @Test
    void leavesNothingForAVersionThatWasDeletedMeanwhile() throws IOException {
        upload(Zips.of(Map.of("a", "b")));
        owner.deletedBeforeEnd = true;
        assertThatThrownBy(() -> work.run(unpack())).isInstanceOf(NotNowException.class);
        work.run(unpack());
        assertThat(volume.exists(TARGET)).isFalse();
        assertThat(folder.resolve("data/octopus/.work")).isEmptyDirectory();
    }

    /** It was deleted after the content had come to its place, and then the process was killed. */
    @Test
    void removesWhatItMadeOfAVersionThatIsGone() throws IOException {
        var order = copyAndPack();
        work.run(order);
        owner.deletedBeforeEnd = true;
        work.run(order);
        assertThat(volume.exists(TARGET)).isFalse();
        assertThat(store.stat(order.archive())).isEmpty();
    }

    @Test
    void saysThatWhatItCopiesWasRemovedMeanwhile() throws IOException {
        var order = copyAndPack();
        var source = new VolumePath(order.source());
        owner.atProgress = () -> remove(source);
        work.run(order);
        assertThat(owner.ends).containsExactly("What the content was to be made from is gone");
        assertThat(volume.exists(TARGET)).isFalse();
        assertThat(folder.resolve("data/octopus/.work")).isEmptyDirectory();
    }

    private void remove(VolumePath place) {
        try {
            removal(volume).run(new ContentRemoval.Leftover(place.text(), List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void copiesAndPacksInOneOrder() throws IOException {
        var order = copyAndPack();
        work.run(order);
        assertThat(owner.ends).containsExactly("done");
        assertThat(store.stat(order.archive())).isPresent();
        store.deleteAll("models/swap/download/id/");
        assertThat(store.stat(order.archive())).isEmpty();
    }

    @Test
    void signsForTheHostThatTheBrowserSees() throws Exception {
        upload(Zips.of(Map.of("a", "b")));
        var address = new PublicAddress(server.endpoint());
        var url = store.presignGet(UPLOAD, "数据 +1%.zip", address);
        assertThat(url.toString()).startsWith(server.endpoint() + "/oss/octopus/dataSets/");
        try (var http = HttpClient.newHttpClient()) {
            var direct = URI.create(url.toString().replaceFirst("/oss/", "/"));
            var answer =
                    http.send(HttpRequest.newBuilder(direct).build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-disposition").orElseThrow())
                    .contains("filename*=UTF-8''%E6%95%B0%E6%8D%AE%20%2B1%25.zip");
            var other = URI.create(direct.toString().replace("file.zip", "fil.zip"));
            assertThat(
                            http.send(
                                            HttpRequest.newBuilder(other).build(),
                                            BodyHandlers.discarding())
                                    .statusCode())
                    .isEqualTo(403);
        }
        var elsewhere = store.presignPut(UPLOAD, PublicAddress.of("https://octopus.example.org"));
        assertThat(elsewhere.toString()).startsWith("https://octopus.example.org/oss/octopus/");
    }

    private ContentWork work(SharedVolume on) {
        return new ContentWork(store, on, removal(on), List.of(owner), Clock.systemUTC());
    }

    private ContentRemoval removal(SharedVolume on) {
        var nobody = new StaticListableBeanFactory().getBeanProvider(ContentUse.class);
        return new ContentRemoval(store, on, nobody);
    }

    private void upload(byte[] zip) throws IOException {
        store.put(UPLOAD, Files.write(folder.resolve("upload.zip"), zip));
    }

    private static ContentOrder unpack() {
        return ContentOrder.unpack("test", "id", VersionNumber.FIRST, 1, UPLOAD, TARGET);
    }

    private ContentOrder copyAndPack() throws IOException {
        var source = new VolumePath("trainJobs/space/user/job");
        volume.createDirectory(source);
        Files.writeString(folder.resolve("data/octopus/trainJobs/space/user/job/w"), "1");
        return ContentOrder.copy("test", "id", VersionNumber.FIRST, 1, source, TARGET)
                .andPack("models/swap/download/id/V1/model.zip");
    }

    /** What a killed process does: nothing more. */
    private static final class ThreadDeathOfTest extends RuntimeException {}

    private static final class Owner implements ContentOwner {
        private final List<String> ends = new ArrayList<>();
        private int dieAt;
        private int calls;
        private boolean deletedBeforeEnd;
        private boolean asked;
        private String hindrance = "";
        private Runnable atProgress = () -> {};

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Fate fate(ContentOrder order) {
            die();
            if (deletedBeforeEnd && asked) {
                return Fate.GONE;
            }
            asked = true;
            return ends.isEmpty() ? Fate.WANTED : Fate.SETTLED;
        }

        @Override
        public String userOf(ContentOrder order) {
            return "user";
        }

        @Override
        public void progressed(ContentOrder order, int percent) {
            die();
            atProgress.run();
        }

        @Override
        public void hindered(ContentOrder order, String reason) {
            hindrance = reason;
        }

        @Override
        public void done(ContentOrder order) {
            die();
            if (!deletedBeforeEnd) {
                ends.add("done");
            }
        }

        @Override
        public void failed(ContentOrder order, String reason) {
            ends.add(reason);
        }

        private void die() {
            if (++calls == dieAt) {
                throw new ThreadDeathOfTest();
            }
        }
    }
}
