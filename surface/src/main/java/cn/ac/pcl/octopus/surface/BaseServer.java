package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.CallerTokens;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The link to base-server: HTTP/1.1, a fresh caller token on each call, and problem documents
 * become {@link RemoteProblem}. A surface imports its interfaces in the group {@value #GROUP}; the
 * address and time-outs of the group are in {@code application.yaml}.
 */
@Configuration(proxyBeanMethods = false)
public class BaseServer {

    /** Name of the group of HTTP interfaces. */
    public static final String GROUP = "base-server";

    private static final JsonMapper PROBLEMS =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    @Bean
    RestClientHttpServiceGroupConfigurer baseServerGroup(CallerTokens tokens) {
        return groups ->
                groups.filterByName(GROUP)
                        .forEachClient((group, client) ->
                                client.requestInterceptor(new CallerInterceptor(tokens))
                                        .defaultStatusHandler(
                                                HttpStatusCode::isError,
                                                (request, response) -> {
                                                    throw problem(response);
                                                }));
    }

    @Bean
    ClientHttpRequestFactoryBuilderCustomizer<JdkClientHttpRequestFactoryBuilder> plainHttp() {
        return builder ->
                builder.withHttpClientCustomizer(
                        client -> client.version(HttpClient.Version.HTTP_1_1));
    }

    private record CallerInterceptor(CallerTokens tokens) implements ClientHttpRequestInterceptor {
        @Override
        public ClientHttpResponse intercept(
                HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
                throws IOException {
            request.getHeaders().set(CallerTokens.HEADER, tokens.mint(caller()));
            return execution.execute(request, body);
        }

        private static Caller caller() {
            var attributes =
                    (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
            var caller = Intake.caller(attributes.getRequest());
            if (caller == null) {
                throw new IllegalStateException(
                        "base-server is called on behalf of a request only");
            }
            return caller;
        }
    }

    /** The members of a problem document that matter here. */
    private record Problem(
            @Nullable String code, @Nullable String detail, @Nullable List<Field> errors) {
        record Field(@Nullable String field) {}
    }

    private static RemoteProblem problem(ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        Problem problem;
        try {
            problem = PROBLEMS.readValue(response.getBody(), Problem.class);
        } catch (JacksonException e) {
            problem = null;
        }
        if (problem == null || problem.code() == null) {
            return new RemoteProblem(
                    status == 503 ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL, status, "");
        }
        var code = ErrorCode.of(problem.code()).orElse(ErrorCode.INTERNAL);
        return new RemoteProblem(code, status, detail(problem));
    }

    private static String detail(Problem problem) {
        if (problem.errors() != null && !problem.errors().isEmpty()) {
            return problem.errors().stream()
                    .map(it -> String.valueOf(it.field()))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
        return problem.detail() == null ? "" : problem.detail();
    }
}
