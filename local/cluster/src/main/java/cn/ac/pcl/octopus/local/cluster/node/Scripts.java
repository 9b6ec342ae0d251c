package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.Isolation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's shell scripts, which lead containers and outlive the node.
 *
 * @param folder where they are installed
 */
record Scripts(Path folder) {
    private static final Logger log = LoggerFactory.getLogger(Scripts.class);

    static Scripts install(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String script : List.of("container.sh", "enter.sh", "command.sh")) {
            try (InputStream in = Scripts.class.getResourceAsStream(script)) {
                if (in == null) {
                    throw new IOException("The script " + script + " is missing");
                }
                // Moved, since a container that starts at this moment may read the old one.
                Path fresh = folder.resolve(script + ".new");
                Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(
                        fresh,
                        folder.resolve(script),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return new Scripts(folder);
    }

    /**
     * What starts a container.
     *
     * @param start the folder of this start; it holds the table of mounts, and gets `pid`, `error`
     *     and `exit`
     * @param variables the environment of the command, and of nothing else
     */
    ProcessBuilder container(
            Path start,
            Isolation isolation,
            String workingDirectory,
            List<String> command,
            Map<String, String> variables) {
        List<String> line = new ArrayList<>();
        line.addAll(
                List.of(
                        "setsid",
                        "/bin/sh",
                        folder.resolve("container.sh").toString(),
                        start.toString(),
                        isolation.mode(),
                        workingDirectory));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().put("OCTOPUS_VARIABLES", Integer.toString(variables.size()));
        int number = 0;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            builder.environment()
                    .put(
                            "OCTOPUS_VARIABLE_" + number++,
                            variable.getKey() + "=" + variable.getValue());
        }
        builder.redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile());
        return builder;
    }

    /** The best isolation that works here: each is tried as a container would use it. */
    Isolation best() {
        for (Isolation isolation : Isolation.values()) {
            if (works(isolation)) {
                return isolation;
            }
        }
        log.warn(
                "Namespaces do not work here: containers find their folders through"
                        + " OCTOPUS_CODE_DIR, OCTOPUS_DATASET_DIR and OCTOPUS_MODEL_DIR only, and"
                        + " nothing keeps them apart");
        return Isolation.PLAIN;
    }

    boolean works(Isolation isolation) {
        try {
            Path start = Files.createTempDirectory(folder, "probe-");
            try {
                Files.writeString(
                        start.resolve("mounts"),
                        Files.createDirectory(start.resolve("data")) + "\t/octopus-probe\tro\n");
                Process process =
                        container(
                                        start,
                                        isolation,
                                        isolation.mounts() ? "/octopus-probe" : "/",
                                        List.of("true"),
                                        Map.of("PATH", "/usr/bin:/bin"))
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return false;
                }
                Path exit = start.resolve("exit");
                return Files.exists(exit) && Files.readString(exit).equals("0\n");
            } finally {
                NodeAgent.delete(start);
            }
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
