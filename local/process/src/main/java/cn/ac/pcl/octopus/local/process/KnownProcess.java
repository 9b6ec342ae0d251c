package cn.ac.pcl.octopus.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process known by its id **and** its start, since ids are used again.
///
/// @param pid its id
/// @param started when it started, in the kernel's ticks since the machine did; empty when it has
///   ended
public record KnownProcess(long pid, String started) {

    /// The process that has the id now.
    public static KnownProcess of(long pid) {
        return new KnownProcess(pid, started(pid));
    }

    /// What a file says: id and start, divided by a space.
    public static Optional<KnownProcess> read(Path file) {
        try {
            String[] words = Files.readString(file).strip().split(" ", 2);
            return words.length == 2
                    ? Optional.of(new KnownProcess(Long.parseLong(words[0]), words[1]))
                    : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Writes the file, whole or not at all.
    public void write(Path file) throws IOException {
        WholeFile.write(file, pid + " " + started + "\n");
    }

    /// The process itself while it runs; never a stranger that was given its id later.
    public Optional<ProcessHandle> running() {
        return !started.isEmpty() && started.equals(started(pid))
                ? ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                : Optional.empty();
    }

    /// Whether no process has the id now.
    public boolean isUnused() {
        return started(pid).isEmpty();
    }

    private static String started(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name, in parentheses, may itself hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[0].equals("Z");
            return ended ? "" : fields[19];
        } catch (IOException | IndexOutOfBoundsException _) {
            return "";
        }
    }
}
