package cn.ac.pcl.octopus.local.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.BucketExistsArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.errors.ErrorResponseException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedObjectStoreIT {

    @TempDir Path directory;

    @Test
    void acceptsWhatIsSignedAndRefusesTheRest() throws Exception {
        try (var store = EmbeddedObjectStore.start(directory, 0, "octopus", "secret-of-the-store");
                var http = HttpClient.newHttpClient()) {
            var client = client(store, "secret-of-the-store");
            client.makeBucket(MakeBucketArgs.builder().bucket("octopus").build());
            String upload = presigned(client, Http.Method.PUT, "数据 a+b%.zip");
            String download = presigned(client, Http.Method.GET, "数据 a+b%.zip");

            var put =
                    HttpRequest.newBuilder(URI.create(upload))
                            .PUT(HttpRequest.BodyPublishers.ofString("content"))
                            .build();
            assertThat(http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            var got =
                    http.send(
                            HttpRequest.newBuilder(URI.create(download)).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(got.body()).isEqualTo("content");
            var tampered =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    download.replace("Signature=", "Signature=0")))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            assertThat(tampered.statusCode()).isEqualTo(403);

            var stranger = client(store, "another-secret-entirely");
            assertThatThrownBy(() ->
                            stranger.bucketExists(
                                    BucketExistsArgs.builder().bucket("octopus").build()))
                    .isInstanceOf(ErrorResponseException.class);
        }
        try (var store =
                EmbeddedObjectStore.start(directory, 0, "octopus", "secret-of-the-store")) {
            assertThat(
                            client(store, "secret-of-the-store")
                                    .bucketExists(
                                            BucketExistsArgs.builder().bucket("octopus").build()))
                    .isTrue();
        }
    }

    /** Deleting the last object of a folder deletes the folder, at any moment of another upload. */
    @Test
    void takesAnUploadIntoAFolderThatIsBeingEmptied() throws Exception {
        try (var store = EmbeddedObjectStore.start(directory, 0, "octopus", "secret-of-the-store");
                var http = HttpClient.newHttpClient()) {
            var client = client(store, "secret-of-the-store");
            client.makeBucket(MakeBucketArgs.builder().bucket("octopus").build());
            var refused = new AtomicInteger();
            Callable<@Nullable Void> worker =
                    () -> {
                        String key = "swap/a/b/c/" + Thread.currentThread().threadId();
                        for (int round = 0; round < 60; round++) {
                            if (status(http, client, Http.Method.PUT, key) != 200) {
                                refused.incrementAndGet();
                            }
                            status(http, client, Http.Method.DELETE, key);
                        }
                        return null;
                    };
            try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var end : workers.invokeAll(Collections.nCopies(8, worker))) {
                    end.get();
                }
            }
            assertThat(refused).hasValue(0);
        }
    }

    private static int status(HttpClient http, MinioClient client, Http.Method method, String key)
            throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(presigned(client, method, key)))
                                .method(
                                        method.name(),
                                        HttpRequest.BodyPublishers.ofString("content"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static MinioClient client(EmbeddedObjectStore store, String secret) {
        return MinioClient.builder()
                .endpoint(store.endpoint().toString())
                .credentials("octopus", secret)
                .region("us-east-1")
                .build();
    }

    private static String presigned(MinioClient client, Http.Method method, String key)
            throws Exception {
        return client.getPresignedObjectUrl(
                GetPresignedObjectUrlArgs.builder()
                        .method(method)
                        .bucket("octopus")
                        .object(key)
                        .expiry(60)
                        .build());
    }
}
