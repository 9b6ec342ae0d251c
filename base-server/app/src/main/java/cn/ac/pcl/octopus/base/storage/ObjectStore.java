package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http.Method;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * The S3 store. Addresses for browsers are signed here, without asking the store, for the host that
 * the browser will use: the gateway strips the proxy path and leaves host and signature alone.
 */
public final class ObjectStore implements AutoCloseable {
    private final StorageProperties properties;
    private final OkHttpClient http;
    private final MinioClient client;

    /** A store that need not answer yet. */
    public ObjectStore(StorageProperties properties) {
        this.properties = properties;
        this.http =
                new OkHttpClient.Builder()
                        .connectTimeout(properties.connectTimeout())
                        .readTimeout(properties.readTimeout())
                        .writeTimeout(properties.readTimeout())
                        .build();
        this.client = clientFor(properties.endpoint().toString());
    }

    private MinioClient clientFor(String address) {
        return MinioClient.builder()
                .endpoint(address)
                .region(properties.region())
                .credentials(properties.accessKey(), properties.secretKey().text())
                .httpClient(http)
                .build();
    }

    /** A browser may have come by any name; the client does not take all of them. */
    private MinioClient clientFor(PublicAddress address) {
        try {
            return clientFor(address.uri().toString());
        } catch (IllegalArgumentException odd) {
            throw new Refusal(ErrorCode.INVALID_DOMAIN, ErrorCode.INVALID_DOMAIN.title(), odd);
        }
    }

    /**
     * An address for one PUT of an object by a browser that sees the platform at an address.
     *
     * @throws Refusal {@code invalid-domain} when nothing can be signed for that address
     */
    public URI presignPut(String key, PublicAddress address) {
        return presign(Method.PUT, key, address, properties.uploadExpiry(), Map.of());
    }

    /**
     * An address to GET an object from; the browser saves it under the given name.
     *
     * @throws Refusal {@code invalid-domain} when nothing can be signed for that address
     */
    public URI presignGet(String key, String fileName, PublicAddress address) {
        return presign(
                Method.GET,
                key,
                address,
                properties.downloadExpiry(),
                Map.of("response-content-disposition", attachment(fileName)));
    }

    private URI presign(
            Method method,
            String key,
            PublicAddress address,
            Duration expiry,
            Map<String, String> query) {
        var configured = properties.publicUrl();
        var signer = configured == null ? clientFor(address) : clientFor(configured.toString());
        try {
            var url =
                    signer.getPresignedObjectUrl(
                            GetPresignedObjectUrlArgs.builder()
                                    .method(method)
                                    .bucket(properties.bucket())
                                    .object(key)
                                    .expiry((int) expiry.toSeconds(), TimeUnit.SECONDS)
                                    .extraQueryParams(query)
                                    .build());
            var signed = HttpUrl.get(url);
            return URI.create(
                    url.replaceFirst(
                            Pattern.quote(signed.encodedPath()),
                            Matcher.quoteReplacement(
                                    properties.proxyPath() + signed.encodedPath())));
        } catch (MinioException impossible) {
            throw new IllegalStateException("An address could not be signed", impossible);
        }
    }

    /** Names in other scripts survive in the second form; the first is for old clients. */
    private static String attachment(String fileName) {
        var plain = fileName.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "_");
        var encoded = URLEncoder.encode(fileName, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded);
    }

    /** An object of the store. */
    public record Stored(String key, long size, Instant lastModified) {}

    /** What is known of an object, empty when there is none. */
    public Optional<Stored> stat(String key) throws IOException {
        var args = StatObjectArgs.builder().bucket(properties.bucket()).object(key).build();
        return ask(
                "look at",
                key,
                () -> {
                    try {
                        var found = client.statObject(args);
                        return Optional.of(
                                new Stored(key, found.size(), found.lastModified().toInstant()));
                    } catch (ErrorResponseException refusal) {
                        if (missing(refusal)) {
                            return Optional.empty();
                        }
                        throw refusal;
                    }
                });
    }

    /** The bytes of an object; the caller closes the stream. */
    public InputStream open(String key) throws IOException {
        var args = GetObjectArgs.builder().bucket(properties.bucket()).object(key).build();
        return ask("read", key, () -> client.getObject(args));
    }

    /** Stores a file. */
    public void put(String key, Path file) throws IOException {
        ask(
                "write",
                key,
                () ->
                        client.uploadObject(
                                UploadObjectArgs.builder()
                                        .bucket(properties.bucket())
                                        .object(key)
                                        .filename(file.toString())
                                        .contentType("application/zip")
                                        .build()));
    }

    /** Removes an object, if it is there. */
    public void delete(String key) throws IOException {
        var args = RemoveObjectArgs.builder().bucket(properties.bucket()).object(key).build();
        ask(
                "remove",
                key,
                () -> {
                    try {
                        client.removeObject(args);
                    } catch (ErrorResponseException refusal) {
                        if (!missing(refusal)) {
                            throw refusal;
                        }
                    }
                    return key;
                });
    }

    /** Removes all objects below a prefix. */
    public void deleteAll(String prefix) throws IOException {
        for (var found : list(prefix)) {
            delete(found.key());
        }
    }

    /** All objects below a prefix. */
    List<Stored> list(String prefix) throws IOException {
        var args =
                ListObjectsArgs.builder()
                        .bucket(properties.bucket())
                        .prefix(prefix)
                        .recursive(true)
                        .build();
        return ask(
                "list",
                prefix,
                () -> {
                    var found = new ArrayList<Stored>();
                    for (var result : client.listObjects(args)) {
                        var item = result.get();
                        found.add(
                                new Stored(
                                        item.objectName(),
                                        item.size(),
                                        item.lastModified().toInstant()));
                    }
                    return found;
                });
    }

    /** Asks the store whether it is there, and makes the bucket when it is missing. */
    void ensureBucket() throws IOException {
        var bucket = properties.bucket();
        ask(
                "open the bucket",
                bucket,
                () -> {
                    try {
                        if (!client.bucketExists(
                                BucketExistsArgs.builder().bucket(bucket).build())) {
                            client.makeBucket(
                                    MakeBucketArgs.builder()
                                            .bucket(bucket)
                                            .region(properties.region())
                                            .build());
                        }
                    } catch (ErrorResponseException refusal) {
                        if (!refusal.errorResponse().code().startsWith("BucketAlready")) {
                            throw refusal;
                        }
                    }
                    return bucket;
                });
    }

    private interface Question<T> {
        T put() throws MinioException, IOException;
    }

    /** The client wraps a refused connection in an unchecked exception; here it is one of I/O. */
    private static <T> T ask(String what, String key, Question<T> question) throws IOException {
        try {
            return question.put();
        } catch (MinioException | IllegalStateException failure) {
            throw new StoreFailedException(
                    "The object store does not %s %s: %s"
                            .formatted(what, key, failure.getMessage()),
                    failure);
        }
    }

    private static boolean missing(ErrorResponseException refusal) {
        var code = refusal.errorResponse().code();
        return code.equals("NoSuchKey") || code.equals("NoSuchObject") || code.equals("NotFound");
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
