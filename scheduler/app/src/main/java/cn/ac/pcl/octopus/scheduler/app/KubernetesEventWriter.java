package cn.ac.pcl.octopus.scheduler.app;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events. One object has one event for each reason, whose count grows; nothing depends on
 * events, so they are lost rather than that anything waits for them.
 */
final class KubernetesEventWriter implements EventWriter {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEventWriter.class);

    /** More than these wait for nobody. */
    private static final int WAITING = 1024;

    private static final int LONGEST_NAME = 230;
    private static final int EXISTS = 409;

    private final KubernetesClient client;
    private final String component;
    private final Clock clock;
    private final Gate gate;
    private final Counter lost;

    KubernetesEventWriter(
            KubernetesClient client,
            String component,
            MeterRegistry meters,
            Clock clock,
            Gate gate) {
        this.client = client;
        this.component = component;
        this.clock = clock;
        this.gate = gate;
        this.lost =
                Counter.builder("octopus.scheduler.events.lost")
                        .description("Events that were not written because too many waited")
                        .register(meters);
    }

    @Override
    public void tell(HasMetadata about, Type type, String reason, String message) {
        if (gate.waiting() >= WAITING) {
            lost.increment();
            return;
        }
        Event event = event(about, type, reason, message);
        gate.pass(() -> {
            try {
                write(event);
            } catch (KubernetesClientException e) {
                LOG.debug("An event was not written: {}", e.getMessage());
            }
        });
    }

    private void write(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != EXISTS) {
                throw e;
            }
            Event before = client.resource(event).get();
            if (before != null) {
                count(before, event);
            }
        }
    }

    private void count(Event before, Event again) {
        int count = before.getCount() == null ? 1 : before.getCount();
        client.resource(before)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization()
                                .asJson(
                                        Map.of(
                                                "count", count + 1,
                                                "message", again.getMessage(),
                                                "lastTimestamp", again.getLastTimestamp())));
    }

    private Event event(HasMetadata about, Type type, String reason, String message) {
        var metadata = about.getMetadata();
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(metadata.getNamespace())
                .withName(name(metadata.getName(), metadata.getUid() + reason))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .endInvolvedObject()
                .withType(type.text())
                .withReason(reason)
                .withMessage(message)
                .withReportingComponent(component)
                .withNewSource()
                .withComponent(component)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    /** The same for the same matter, so that it is found again after a restart. */
    private static String name(String object, String matter) {
        String start = object.length() > LONGEST_NAME ? object.substring(0, LONGEST_NAME) : object;
        return "%s.%08x".formatted(start, matter.hashCode());
    }
}
