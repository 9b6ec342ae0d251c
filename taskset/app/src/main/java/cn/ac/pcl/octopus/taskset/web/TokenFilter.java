package cn.ac.pcl.octopus.taskset.web;

import cn.ac.pcl.octopus.taskset.SchemaMigration;
import cn.ac.pcl.octopus.taskset.TasksetProperties;
import cn.ac.pcl.octopus.taskset.api.JobApi;
import cn.ac.pcl.octopus.taskset.api.JobError;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets in whoever knows the shared secret, once there are tables; how long the comparison takes
 * tells nothing of the secret.
 */
@Component
class TokenFilter extends OncePerRequestFilter {
    private static final int SHORTEST = 16;

    private final SchemaMigration schema;
    private final byte[] token;
    private final JsonMapper json;

    TokenFilter(TasksetProperties properties, SchemaMigration schema, JsonMapper json) {
        this.schema = schema;
        this.token = properties.taskset().token().text().getBytes(StandardCharsets.UTF_8);
        if (token.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "The property octopus.taskset.token needs at least 16 characters");
        }
        this.json = json;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getServletPath().startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable String sent = request.getHeader(JobApi.TOKEN);
        if (sent == null || !MessageDigest.isEqual(token, sent.getBytes(StandardCharsets.UTF_8))) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, JobApi.TOKEN);
            refuse(response, JobError.UNAUTHENTICATED);
        } else if (!schema.isReady()) {
            refuse(response, JobError.UNAVAILABLE);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void refuse(HttpServletResponse response, JobError error) throws IOException {
        response.setStatus(error.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), Problems.of(error, error.title()));
    }
}
