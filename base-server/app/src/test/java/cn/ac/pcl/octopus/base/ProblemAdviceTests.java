package cn.ac.pcl.octopus.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Tracer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ProblemAdviceTests {
    private final ProblemAdvice advice =
            new ProblemAdvice(new StaticListableBeanFactory().getBeanProvider(Tracer.class));
    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/log");
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void answersNobodyWhoHasGoneWhileALogWasWritten() {
        response.setCommitted(true);
        assertThat(advice.unforeseen(new IOException("Broken pipe"), request, response)).isNull();
    }

    @Test
    void answersWhoeverWaits() {
        assertThat(advice.unforeseen(new IOException("Broken pipe"), request, response))
                .satisfies(answer ->
                        assertThat(answer.getStatusCode())
                                .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR));
        response.setCommitted(true);
        assertThat(advice.unforeseen(new IllegalStateException("a bug"), request, response))
                .isNotNull();
    }
}
