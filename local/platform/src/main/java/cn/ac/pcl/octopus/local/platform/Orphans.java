package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.platform.Ports.Part;
import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a launcher that was killed may have left running, in the order in which it is stopped.
final class Orphans {

    private Orphans() {}

    static List<Path> pidFiles(Home home) {
        var files = new ArrayList<Path>();
        for (Service service : Service.ALL) {
            files.add(home.pidFile(service.name()));
        }
        files.add(home.redis().resolve(Part.REDIS.label() + ".pid"));
        files.add(home.mariadb().resolve(Part.MARIADB.label() + ".pid"));
        return files;
    }

    /// How many of them still run.
    static long running(Home home) {
        return pidFiles(home).stream().filter(file -> ChildProcess.find(file).isPresent()).count();
    }
}
