package cn.ac.pcl.octopus.local.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How containers get their mounts on this machine. */
enum Isolation {
    /** A mount namespace, made as root. */
    ROOT("root"),
    /** A mount namespace inside a user namespace. */
    USER("user"),
    /** No mounts: the container sees the folders where they really are. */
    PLAIN("plain");

    private static final Logger log = LoggerFactory.getLogger(Isolation.class);

    private final String mode;

    Isolation(String mode) {
        this.mode = mode;
    }

    /** The word for the scripts. */
    String mode() {
        return mode;
    }

    boolean mounts() {
        return this != PLAIN;
    }

    /** The best that works here: each is tried as a container would use it. */
    static Isolation find(Path scripts) {
        if (works(scripts, List.of("unshare"))) {
            return ROOT;
        }
        if (works(scripts, List.of("unshare", "--user", "--map-root-user"))) {
            return USER;
        }
        log.warn(
                "Mount namespaces do not work here: containers find their folders through"
                        + " OCTOPUS_CODE_DIR, OCTOPUS_DATASET_DIR and OCTOPUS_MODEL_DIR only");
        return PLAIN;
    }

    private static boolean works(Path scripts, List<String> unshare) {
        try {
            Path folder = Files.createDirectories(scripts.resolveSibling("probe"));
            Files.createDirectories(folder.resolve("data"));
            Files.writeString(
                    folder.resolve("mounts"), folder.resolve("data") + "\t/octopus-probe\tro\n");
            List<String> command = new ArrayList<>(unshare);
            command.addAll(List.of("--mount", "--propagation", "private", "/bin/sh"));
            command.add(scripts.resolve("enter.sh").toString());
            command.add(folder.toString());
            command.addAll(List.of("/octopus-probe", "true"));
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
