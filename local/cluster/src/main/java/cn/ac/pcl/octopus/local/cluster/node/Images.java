package cn.ac.pcl.octopus.local.cluster.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The images that this node has: programs of the machine. */
final class Images {
    private static final String SYSTEM_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Map<String, Image> images;

    /**
     * A program of the machine that passes as an image.
     *
     * @param path the container's PATH
     * @param command what runs when the container names no command
     */
    record Image(String path, List<String> command) {}

    Images() {
        images =
                Map.of(
                        "octopus.local/python:3",
                        new Image(
                                python().map(Images::before).orElse(SYSTEM_PATH),
                                List.of("python3")),
                        "octopus.local/shell:1",
                        new Image(SYSTEM_PATH, List.of("sh")),
                        "octopus.local/java:25",
                        new Image(
                                before(Path.of(System.getProperty("java.home"), "bin")),
                                List.of("java")));
    }

    Optional<Image> find(String name) {
        return Optional.ofNullable(images.get(name));
    }

    /** What to tell about an image that is not in the table. */
    String refusal(String name) {
        return "Failed to pull image \"%s\": this node has no registry; it has only %s"
                .formatted(name, String.join(", ", images.keySet().stream().sorted().toList()));
    }

    private static String before(Path folder) {
        return folder + ":" + SYSTEM_PATH;
    }

    /** The folder of the real interpreter, behind whatever shim is on the path. */
    private static Optional<Path> python() {
        try {
            Process process =
                    new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            if (process.waitFor(10, TimeUnit.SECONDS)
                    && process.exitValue() == 0
                    && !text.isEmpty()) {
                return Optional.ofNullable(Path.of(text).getParent());
            }
        } catch (IOException _) {
            return Optional.empty(); // no python here: containers will say that they cannot start
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }
}
