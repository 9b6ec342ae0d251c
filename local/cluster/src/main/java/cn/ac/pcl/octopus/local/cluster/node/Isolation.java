package cn.ac.pcl.octopus.local.cluster.node;

import java.io.IOException;
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
    private static final String PROBE =
            "mount -t tmpfs tmpfs /mnt && mkdir /mnt/u /mnt/w /mnt/r && mount -t overlay overlay -o"
                    + " lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/r && chroot /mnt/r true";

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

    /** The best that works here. */
    static Isolation find() {
        if (works(List.of("unshare", "--mount", "--propagation", "private"))) {
            return ROOT;
        }
        if (works(
                List.of(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--propagation",
                        "private"))) {
            return USER;
        }
        log.warn(
                "Mount namespaces do not work here: containers find their folders through"
                        + " OCTOPUS_CODE_DIR, OCTOPUS_DATASET_DIR and OCTOPUS_MODEL_DIR only");
        return PLAIN;
    }

    private static boolean works(List<String> unshare) {
        List<String> command = new ArrayList<>(unshare);
        command.addAll(List.of("/bin/sh", "-c", PROBE));
        try {
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
