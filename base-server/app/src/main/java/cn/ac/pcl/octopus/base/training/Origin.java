package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Ids;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Where a job comes from.
 *
 * @param id its id
 * @param at when it was asked for
 * @param trace the trace of the request that asked for it, if there is one
 */
record Origin(String id, Instant at, Optional<TraceContext> trace) {
    /** Id of the trace, empty without one. */
    String traceId() {
        return trace.map(TraceContext::traceId).orElse("");
    }

    /** The trace in the form of a {@code traceparent} header. */
    Optional<String> traceParent() {
        return trace.map(context -> {
            String flags = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
            return "00-" + context.traceId() + "-" + context.spanId() + "-" + flags;
        });
    }

    /** Gives new jobs their origin. */
    @Component
    static class Origins {
        private final ObjectProvider<Tracer> tracer;
        private final Clock clock;

        Origins(ObjectProvider<Tracer> tracer, Clock clock) {
            this.tracer = tracer;
            this.clock = clock;
        }

        Origin next() {
            return new Origin(
                    Ids.randomName(),
                    clock.instant(),
                    Optional.ofNullable(tracer.getIfAvailable())
                            .map(Tracer::currentSpan)
                            .map(Span::context));
        }
    }
}
