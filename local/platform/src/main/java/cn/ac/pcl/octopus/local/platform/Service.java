package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.platform.Ports.Part;
import java.util.List;

/// One of the seven services: which jar, which port, how much heap.
///
/// @param part its place among the ports, and its name
/// @param module the folder of its Maven module
/// @param artifact the first part of its jar's name
/// @param heap the largest heap, as `-Xmx` takes it
record Service(Part part, String module, String artifact, String heap) {

    /// In the order in which they are stopped: what users reach first.
    static final List<Service> ALL =
            List.of(
                    new Service(Part.GATEWAY, "gateway", "gateway", "96m"),
                    new Service(Part.OPENAI_SERVER, "openai-server", "openai-server", "96m"),
                    new Service(Part.ADMIN_SERVER, "admin-server", "admin-server", "96m"),
                    new Service(Part.BASE_SERVER, "base-server/app", "base-server", "160m"),
                    new Service(Part.TASKSET, "taskset/app", "taskset", "128m"),
                    new Service(Part.SCHEDULER, "scheduler/app", "scheduler", "128m"),
                    new Service(Part.CONTROLLER, "controller/app", "controller", "96m"));

    String name() {
        return part.label();
    }

    /// Small and quick to start rather than fast at their peak: seven of them share this machine
    /// with the jobs.
    List<String> javaOptions() {
        return List.of(
                "-Xmx" + heap,
                // Else the heap begins at its limit and is filled before anything is collected.
                "-Xms32m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Duser.timezone=UTC",
                "-Dfile.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }
}
