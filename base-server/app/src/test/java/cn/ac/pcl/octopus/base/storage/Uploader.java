package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Does what a browser does: asks for an address, puts the file there, confirms. */
@Component
public class Uploader {
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestCalls calls;
    private final StorageProperties storage;

    Uploader(TestCalls calls, StorageProperties storage) {
        this.calls = calls;
        this.storage = storage;
    }

    /** Address under which this test reaches the store; there is no gateway. */
    public String publicUrl() {
        return storage.endpoint().toString();
    }

    /** Uploads a file to a version and confirms it. */
    public TestCalls.Answer upload(Caller caller, String version, byte[] file) {
        put(ticket(caller, version, "my data.zip"), file);
        return confirm(caller, version, "my data.zip");
    }

    /** The signed address. */
    public String ticket(Caller caller, String version, String fileName) {
        var answer =
                calls.post(
                        caller,
                        version + "/upload",
                        Map.of("fileName", fileName, "publicUrl", publicUrl()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("uploadUrl").asString();
    }

    public TestCalls.Answer confirm(Caller caller, String version, String fileName) {
        return calls.call(caller, "PUT", version + "/uploadconfirm", Map.of("fileName", fileName));
    }

    public void put(String address, byte[] file) {
        var answer =
                send(
                        HttpRequest.newBuilder(direct(address))
                                .PUT(BodyPublishers.ofByteArray(file))
                                .build());
        assertThat(answer.length).isNotNegative();
    }

    public byte[] get(String address) {
        return send(HttpRequest.newBuilder(direct(address)).build());
    }

    private URI direct(String address) {
        assertThat(address).startsWith(publicUrl() + "/oss/octopus/");
        return URI.create(address.replaceFirst("/oss/", "/"));
    }

    private byte[] send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofByteArray());
            assertThat(response.statusCode())
                    .as(new String(response.body(), StandardCharsets.UTF_8))
                    .isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
