package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.Isolation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a container finds its code, data set and model. With mounts that is where its manifest
 * says; without, it is the real folders, so these are told in variables, and are its working
 * directory.
 */
final class Workspace {
    private static final Map<String, String> VARIABLES =
            Map.of(
                    "/code", "OCTOPUS_CODE_DIR",
                    "/dataset", "OCTOPUS_DATASET_DIR",
                    "/model", "OCTOPUS_MODEL_DIR");

    private final Isolation isolation;
    private final List<Volumes.Mount> mounts;
    private final Path podDirectory;

    Workspace(Isolation isolation, List<Volumes.Mount> mounts, Path podDirectory) {
        this.isolation = isolation;
        this.mounts = mounts;
        this.podDirectory = podDirectory;
    }

    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        for (Volumes.Mount mount : mounts) {
            String variable = VARIABLES.get(mount.target());
            if (variable != null) {
                variables.put(variable, place(mount));
            }
        }
        return variables;
    }

    /** Where the command starts. */
    String directory(@Nullable String asked) {
        if (isolation.mounts()) {
            return asked == null || asked.isEmpty() ? "/" : asked;
        }
        for (Volumes.Mount mount : mounts) {
            String wanted = asked == null || asked.isEmpty() ? "/code" : asked;
            if (mount.target().equals(wanted)) {
                return mount.source().toString();
            }
        }
        return podDirectory.toString();
    }

    private String place(Volumes.Mount mount) {
        return isolation.mounts() ? mount.target() : mount.source().toString();
    }
}
