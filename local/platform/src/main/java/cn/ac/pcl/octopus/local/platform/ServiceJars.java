package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.stores.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The production jars of a checkout, unpacked once per version of each jar: an unpacked one starts
/// faster.
record ServiceJars(Path root, Path apps) {

    /// The built jar of a service.
    Path locate(Service service) throws IOException {
        Path target = root.resolve(service.module()).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                var jar =
                        files.filter(file -> isJarOf(service, file.getFileName().toString()))
                                .findFirst();
                if (jar.isPresent()) {
                    return jar.get();
                }
            }
        }
        throw new Unable(Unable.Exit.LACKING, Texts.of("jar.missing", service.name(), target));
    }

    /// The jar to start: thin, beside the folder of its libraries.
    Path unpack(Service service) throws IOException, InterruptedException {
        Path jar = locate(service);
        String version =
                Long.toHexString(Files.getLastModifiedTime(jar).toMillis()) + "-" + Files.size(jar);
        Path home = apps.resolve(service.name());
        Path unpacked = home.resolve(version);
        Path app = unpacked.resolve(jar.getFileName().toString());
        if (Files.exists(app)) {
            return app;
        }
        // An older version is of no use any more; a half-unpacked one never was.
        Directories.delete(home);
        Path fresh = Files.createDirectories(home).resolve("new");
        Process tool =
                new ProcessBuilder(
                                List.of(
                                        java().toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+UseSerialGC",
                                        "-Djarmode=tools",
                                        "-jar",
                                        jar.toString(),
                                        "extract",
                                        "--destination",
                                        fresh.toString()))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new Unable(Unable.Exit.LACKING, Texts.of("jar.broken", jar, said.strip()));
        }
        Files.move(fresh, unpacked);
        return app;
    }

    /// The Java that runs this launcher runs the services too.
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static boolean isJarOf(Service service, String file) {
        return file.matches(Pattern.quote(service.artifact()) + "-\\d[\\w.]*(-SNAPSHOT)?\\.jar");
    }
}
