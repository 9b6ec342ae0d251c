package cn.ac.pcl.octopus.local.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks containers by TCP or HTTP whether they are ready. */
final class Probes {
    private final String address;
    private final Map<String, History> records = new HashMap<>();

    /** How the probe of one container went so far. */
    private static final class History {
        private Instant next = Instant.EPOCH;
        private boolean ready;
        private int inRow;
    }

    Probes(String address) {
        this.address = address;
    }

    static boolean isProbed(Container container) {
        Probe probe = container.getReadinessProbe();
        return probe != null && (probe.getTcpSocket() != null || probe.getHttpGet() != null);
    }

    /** Whether the running container is ready; asks it when it is time to. */
    boolean isReady(Container container, Instant since, Instant now) {
        Probe probe = container.getReadinessProbe();
        if (!isProbed(container)) {
            return true;
        }
        History record = records.computeIfAbsent(container.getName(), _ -> new History());
        Instant first = since.plusSeconds(number(probe.getInitialDelaySeconds(), 0));
        if (now.isBefore(first) || now.isBefore(record.next)) {
            return record.ready;
        }
        record.next = now.plusSeconds(number(probe.getPeriodSeconds(), 10));
        boolean ok = ask(container, probe);
        record.inRow = ok == record.ready ? 0 : record.inRow + 1;
        int needed =
                ok
                        ? number(probe.getSuccessThreshold(), 1)
                        : number(probe.getFailureThreshold(), 3);
        if (record.inRow >= needed) {
            record.ready = ok;
            record.inRow = 0;
        }
        return record.ready;
    }

    void forget(String container) {
        records.remove(container);
    }

    private boolean ask(Container container, Probe probe) {
        Duration timeout = Duration.ofSeconds(number(probe.getTimeoutSeconds(), 1));
        try {
            if (probe.getTcpSocket() != null) {
                int port = port(container, probe.getTcpSocket().getPort());
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
                    return true;
                }
            }
            String path = probe.getHttpGet().getPath();
            int port = port(container, probe.getHttpGet().getPort());
            URI uri =
                    URI.create(
                            "http://%s:%d%s".formatted(address, port, path == null ? "/" : path));
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout((int) timeout.toMillis());
            connection.setReadTimeout((int) timeout.toMillis());
            connection.setInstanceFollowRedirects(false);
            int code = connection.getResponseCode();
            connection.disconnect();
            return code >= 200 && code < 400;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }

    private static int port(Container container, IntOrString port) {
        if (port.getStrVal() == null) {
            return port.getIntVal();
        }
        for (ContainerPort named : container.getPorts()) {
            if (port.getStrVal().equals(named.getName())) {
                return named.getContainerPort();
            }
        }
        throw new IllegalArgumentException("no port " + port.getStrVal());
    }

    private static int number(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
