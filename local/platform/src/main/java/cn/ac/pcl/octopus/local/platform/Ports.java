package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Where each part listens: a base plus an offset, unless a part is given a port of its own.
record Ports(Map<Part, Integer> numbers) {

    static final int DEFAULT_BASE = 8000;
    private static final int LARGEST = 65535;

    /// Everything that listens.
    enum Part {
        /// The one address that users see.
        GATEWAY(0),
        /// Every rule of the domain.
        BASE_SERVER(1),
        /// The administrators' REST surface.
        ADMIN_SERVER(2),
        /// The users' REST surface.
        OPENAI_SERVER(3),
        /// Lives of jobs.
        TASKSET(4),
        /// Decides where pods run.
        SCHEDULER(5),
        /// Turns jobs into pods.
        CONTROLLER(6),
        /// The Kubernetes API.
        API_SERVER(7),
        /// The S3 store.
        OBJECTS(8),
        /// The database.
        MARIADB(9),
        /// Sessions.
        REDIS(10),
        /// Health and metrics of the gateway, which users do not see.
        GATEWAY_HEALTH(11);

        private final int offset;

        Part(int offset) {
            this.offset = offset;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    Ports {
        numbers = Map.copyOf(numbers);
    }

    /// @param base the gateway's port; the others follow. 0 takes any free ports.
    static Ports of(int base, Map<String, Integer> single) throws IOException {
        var numbers = new EnumMap<Part, Integer>(Part.class);
        for (Part part : Part.values()) {
            numbers.put(part, base == 0 ? 0 : base + part.offset);
        }
        for (var entry : single.entrySet()) {
            Part part = null;
            for (Part each : Part.values()) {
                if (each.label().equals(entry.getKey())) {
                    part = each;
                }
            }
            if (part == null) {
                throw new Unable(Unable.Exit.USAGE, Texts.of("port.unknown", entry.getKey()));
            }
            numbers.put(part, entry.getValue());
        }
        numbers.forEach((part, port) -> {
            if (port < 0 || port > LARGEST) {
                throw new Unable(Unable.Exit.USAGE, Texts.of("port.range", port, part.label()));
            }
        });
        fillFree(numbers);
        return new Ports(numbers);
    }

    int of(Part part) {
        Integer number = numbers.get(part);
        if (number == null) {
            throw new IllegalStateException("no port for " + part);
        }
        return number;
    }

    /// Where a part says whether it is ready; the gateway not at the address that users see.
    int ofHealth(Part part) {
        return of(part == Part.GATEWAY ? Part.GATEWAY_HEALTH : part);
    }

    /// Refuses, with one sentence, when a port is taken or named twice.
    void requireFree(InetAddress gatewayAddress, Set<Part> parts) {
        var seen = new HashSet<Integer>();
        for (Part part : parts) {
            int port = of(part);
            if (!seen.add(port)) {
                throw new Unable(
                        Unable.Exit.PORT_TAKEN, Texts.of("port.twice", port, part.label()));
            }
            InetAddress address =
                    part == Part.GATEWAY ? gatewayAddress : InetAddress.getLoopbackAddress();
            try (var probe = new ServerSocket()) {
                // As the servers themselves do: connections that are only winding down do not
                // count.
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(address, port));
            } catch (IOException e) {
                throw new Unable(
                        Unable.Exit.PORT_TAKEN, Texts.of("port.taken", port, part.label()), e);
            }
        }
    }

    private static void fillFree(Map<Part, Integer> numbers) throws IOException {
        var probes = new HashSet<ServerSocket>();
        try {
            for (var entry : numbers.entrySet()) {
                if (entry.getValue() == 0) {
                    var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    probes.add(probe);
                    entry.setValue(probe.getLocalPort());
                }
            }
        } finally {
            for (ServerSocket probe : probes) {
                probe.close();
            }
        }
    }
}
