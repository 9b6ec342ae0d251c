package cn.ac.pcl.octopus.local.platform;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the platform of a command is.
final class Location {

    @Option(
            names = "--home",
            paramLabel = "DIRECTORY",
            description =
                    "Where the platform keeps everything; OCTOPUS_HOME or .octopus in the checkout unless given.")
    private @Nullable Path directory;

    /// The checkout, as the script `octopus` names it.
    Path root() {
        return Path.of(System.getProperty("octopus.root", "")).toAbsolutePath().normalize();
    }

    Home home() {
        if (directory != null) {
            return new Home(directory);
        }
        String given = System.getenv("OCTOPUS_HOME");
        return new Home(
                given == null || given.isBlank() ? root().resolve(".octopus") : Path.of(given));
    }
}
