package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.stores.Directories;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The directory that holds everything of one local platform; removing it is a reset.
///
/// ```
/// secrets.properties   generated passwords and keys, readable by their owner only
/// platform.json        what runs at this moment, for `status`
/// seeded               the first content was put in, once and for all
/// kubeconfig           for kubectl and the services
/// cluster-address      which cluster its jobs are on
/// apps/                unpacked service jars
/// cluster/ mariadb/ redis/ objects/   state of the embedded parts
/// volume/              the shared volume that base-server writes and pods mount
/// joblogs/             logs of training jobs
/// logs/ run/           a log, at most twice 32 MiB, and a pid file for each process
/// ```
record Home(Path directory) {

    Home {
        directory = directory.toAbsolutePath().normalize();
    }

    /// Whether a platform made it.
    boolean isOurs() {
        return Files.exists(lock()) || Files.exists(secrets());
    }

    /// @throws Unable when no directory can be there, or one with something else in it is
    Home create() throws IOException {
        if (!isOurs() && holdsSomething()) {
            throw new Unable(Unable.Exit.USAGE, Texts.of("home.taken", directory));
        }
        try {
            Directories.createPrivate(directory);
        } catch (FileSystemException _) {
            throw new Unable(Unable.Exit.USAGE, Texts.of("home.unusable", directory));
        }
        if (!isOurs()) {
            Files.createFile(lock());
        }
        for (Path each : new Path[] {logs(), run(), apps(), volume(), jobLogs()}) {
            Files.createDirectories(each);
        }
        return this;
    }

    private boolean holdsSomething() throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isPresent();
        }
    }

    Path secrets() {
        return directory.resolve("secrets.properties");
    }

    Path state() {
        return directory.resolve("platform.json");
    }

    Path seeded() {
        return directory.resolve("seeded");
    }

    Path lock() {
        return directory.resolve("lock");
    }

    Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    Path apps() {
        return directory.resolve("apps");
    }

    Path clusterAddress() {
        return directory.resolve("cluster-address");
    }

    Path cluster() {
        return directory.resolve("cluster");
    }

    Path node() {
        return cluster().resolve("node");
    }

    Path mariadb() {
        return directory.resolve("mariadb");
    }

    Path mariadbLog() {
        return mariadb().resolve("mariadb.log");
    }

    Path redis() {
        return directory.resolve("redis");
    }

    Path redisLog() {
        return redis().resolve("redis.log");
    }

    Path objects() {
        return directory.resolve("objects");
    }

    Path volume() {
        return directory.resolve("volume");
    }

    Path jobLogs() {
        return directory.resolve("joblogs");
    }

    Path logs() {
        return directory.resolve("logs");
    }

    Path log(String process) {
        return logs().resolve(process + ".log");
    }

    Path run() {
        return directory.resolve("run");
    }

    /// Names the launcher, from the moment it holds the lock until it has stopped everything.
    Path launcher() {
        return pidFile("launcher");
    }

    Path pidFile(String process) {
        return run().resolve(process + ".pid");
    }
}
