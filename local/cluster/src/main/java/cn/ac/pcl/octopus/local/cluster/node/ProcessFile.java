package cn.ac.pcl.octopus.local.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers a process by its id and start time, since ids are used again. */
final class ProcessFile {
    private ProcessFile() {}

    static void write(Path file, ProcessHandle process) throws IOException {
        Files.writeString(file, process.pid() + " " + startTime(process.pid()));
    }

    /** The remembered process, if it still runs. */
    static Optional<ProcessHandle> read(Path file) {
        try {
            String[] parts = Files.readString(file).strip().split(" ", 2);
            long pid = Long.parseLong(parts[0]);
            boolean same =
                    parts.length == 2 && !parts[1].isEmpty() && parts[1].equals(startTime(pid));
            return same ? ProcessHandle.of(pid).filter(ProcessHandle::isAlive) : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** When the process started, in the kernel's ticks; empty when it does not run. */
    private static String startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[0].equals("Z");
            return ended ? "" : fields[19];
        } catch (IOException | IndexOutOfBoundsException _) {
            return "";
        }
    }
}
