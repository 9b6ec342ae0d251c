package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.process.WholeFile;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// What the launcher writes down about its processes while it runs, for the other commands.
///
/// @param launcher pid of the launcher
/// @param url where users reach the platform
/// @param kubeconfig the cluster in use
/// @param usable whether everything was ready and the first content is there
/// @param processes what was started, and its ports
/// @param inside the ports of the parts that run inside the launcher
@JsonIgnoreProperties(ignoreUnknown = true)
record Status(
        long launcher,
        URI url,
        String kubeconfig,
        boolean usable,
        List<Entry> processes,
        Map<String, Integer> inside) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    Status {
        processes = List.copyOf(processes);
        inside = Map.copyOf(inside);
    }

    /// One process.
    ///
    /// @param pid 0 while there is none
    /// @param health the port at which it says whether it is ready
    /// @param state `running`, `restarting`, `stopped`; in answers to users also `ready` and `not
    ///   ready`
    /// @param restarts how often it was started again
    record Entry(String name, long pid, int port, int health, String state, int restarts) {}

    void write(Path file) throws IOException {
        WholeFile.write(file, JSON.writeValueAsString(this));
    }

    static Optional<Status> read(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(JSON.readValue(Files.readString(file), Status.class))
                : Optional.empty();
    }

    /// The memory of a process that is really in use; 0 when there is no such process.
    static long residentBytes(long pid) {
        try {
            Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return found.find() ? Long.parseLong(found.group(1)) * 1024 : 0;
        } catch (IOException _) {
            return 0;
        }
    }
}
