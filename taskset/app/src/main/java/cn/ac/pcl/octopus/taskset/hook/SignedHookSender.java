package cn.ac.pcl.octopus.taskset.hook;

import cn.ac.pcl.octopus.identity.HookSignature;
import cn.ac.pcl.octopus.taskset.TasksetProperties;
import cn.ac.pcl.octopus.taskset.api.LifeHook;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** Posts hooks to base-server, signed. */
@Component
class SignedHookSender implements HookSender {
    private final Map<String, String> paths;
    private final RestClient client;
    private final JsonMapper json;
    private final HookSignature signature;

    SignedHookSender(
            TasksetProperties properties,
            RestClient.Builder client,
            JsonMapper json,
            HookSignature signature) {
        this.paths =
                properties.taskset().subscribers().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        TasksetProperties.Subscriber::name,
                                        TasksetProperties.Subscriber::path));
        this.client = client.baseUrl(properties.baseServer().url().toString()).build();
        this.json = json;
        this.signature = signature;
    }

    @Override
    public String send(String subscriber, LifeHook hook) {
        String path = paths.get(subscriber);
        if (path == null) {
            return "no subscriber of this name is configured";
        }
        byte[] body = json.writeValueAsBytes(hook);
        String answer =
                client.post()
                        .uri(path)
                        .contentType(MediaType.APPLICATION_JSON)
                        .header(HookSignature.HEADER, signature.sign(body))
                        .body(body)
                        .retrieve()
                        .body(String.class);
        return answer == null ? "" : answer.strip();
    }
}
