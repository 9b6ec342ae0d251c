package cn.ac.pcl.octopus.base.storage;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;

/**
 * Walks directories that pods of tenants write to while they are walked. Every step is relative to
 * an open directory and follows no link, so nobody can lead it elsewhere by swapping a directory
 * for a link. Pipes and devices are passed over, and so are links, but for one: a relative link to
 * a file of the same tree ("best.pt", "latest.pt") is visited as that file under the name of the
 * link. However much there is, a small and fixed amount of memory and of open directories is
 * enough.
 */
final class Tree {
    /** Directories in one another that content may have, as many as an archive. */
    private static final int DEEPEST = EntryName.DEEPEST;

    private Tree() {}

    /** What is done with what is found; names are relative to the top and use {@code /}. */
    interface Visitor {
        void directory(String name) throws IOException;

        void file(String name, Found found) throws IOException;
    }

    /** A file that was found. */
    record Found(SecureDirectoryStream<Path> parent, Path name, PosixFileAttributes attributes) {
        /** Opens the file, unless it has become a link meanwhile. */
        SeekableByteChannel open() throws IOException {
            return parent.newByteChannel(
                    name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }

        boolean executable() {
            return attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        }
    }

    /**
     * Visits everything below a directory, directories before what they hold.
     *
     * @throws TooDeepException when directories lie too deep in one another
     */
    static void walk(Path top, Visitor visitor) throws IOException {
        try (var stream = Files.newDirectoryStream(top)) {
            var root = secure(stream);
            new Walk(top, root, visitor).below(root, "", 0);
        }
    }

    /** Bytes of all files below a directory. */
    static long size(Path top) throws IOException {
        var sum = new long[1];
        walk(
                top,
                new Visitor() {
                    @Override
                    public void directory(String name) {
                        // Only files have a size.
                    }

                    @Override
                    public void file(String name, Found found) {
                        sum[0] += found.attributes().size();
                    }
                });
        return sum[0];
    }

    /** What is found under the first names in a directory, in name order; links are passed over. */
    static List<Found> list(SecureDirectoryStream<Path> directory, int most) throws IOException {
        var first = new PriorityQueue<Path>(Comparator.reverseOrder());
        for (var path : directory) {
            first.add(path.getFileName());
            if (first.size() > most) {
                first.remove();
            }
        }
        var found = new ArrayList<Found>();
        for (var name : first.stream().sorted().toList()) {
            find(directory, name).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Found> find(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        try {
            var attributes = attributes(directory, name);
            return attributes.isDirectory() || attributes.isRegularFile()
                    ? Optional.of(new Found(directory, name, attributes))
                    : Optional.empty();
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Removes a directory and everything in it; links are removed, what they name stays. */
    static void delete(Path top) throws IOException {
        if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
            boolean moved;
            do {
                try (var stream = Files.newDirectoryStream(top)) {
                    var directory = secure(stream);
                    moved = deleteContent(directory, directory, 0);
                }
            } while (moved);
        }
        Files.deleteIfExists(top);
    }

    static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new IOException("This system cannot walk directories without following links");
    }

    static PosixFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        return directory
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private record Walk(Path top, SecureDirectoryStream<Path> root, Visitor visitor) {

        void below(SecureDirectoryStream<Path> directory, String prefix, int depth)
                throws IOException {
            for (var path : directory) {
                var name = path.getFileName();
                var found = find(directory, name).orElse(null);
                if (found == null) {
                    var target = target(prefix, name).orElse(null);
                    if (target != null) {
                        linked(root, target, prefix + name);
                    }
                } else if (!found.attributes().isDirectory()) {
                    visitor.file(prefix + name, found);
                } else if (depth == DEEPEST) {
                    throw new TooDeepException(DEEPEST);
                } else {
                    visitor.directory(prefix + name);
                    try (var below =
                            directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                        below(below, prefix + name + "/", depth + 1);
                    }
                }
            }
        }

        /**
         * What a link names, seen from the top. It is read by its path, which may lead elsewhere by
         * now: what it says counts for no more than the name of a file of this tree.
         */
        private Optional<Path> target(String prefix, Path name) {
            try {
                var link = Files.readSymbolicLink(top.resolve(prefix).resolve(name));
                var target = Path.of(prefix).resolve(link).normalize();
                return link.isAbsolute() || target.startsWith("..")
                        ? Optional.empty()
                        : Optional.of(target);
            } catch (IOException noLink) {
                return Optional.empty();
            }
        }

        private void linked(SecureDirectoryStream<Path> directory, Path target, String name)
                throws IOException {
            if (target.getNameCount() == 1) {
                var found = find(directory, target).orElse(null);
                if (found != null && found.attributes().isRegularFile()) {
                    visitor.file(name, found);
                }
                return;
            }
            var below = open(directory, target.getName(0)).orElse(null);
            if (below != null) {
                try (below) {
                    linked(below, target.subpath(1, target.getNameCount()), name);
                }
            }
        }

        /** Nothing where there is no such directory, or a link has its name. */
        private static Optional<SecureDirectoryStream<Path>> open(
                SecureDirectoryStream<Path> directory, Path name) {
            try {
                return Optional.of(directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
            } catch (IOException none) {
                return Optional.empty();
            }
        }
    }

    /**
     * Empties a directory. What lies too deep is moved up to the top, to be emptied from there, so
     * that no depth is too much.
     *
     * @return whether something was moved
     */
    private static boolean deleteContent(
            SecureDirectoryStream<Path> directory, SecureDirectoryStream<Path> top, int depth)
            throws IOException {
        boolean moved = false;
        for (var path : directory) {
            var name = path.getFileName();
            if (!attributes(directory, name).isDirectory()) {
                directory.deleteFile(name);
            } else if (depth == DEEPEST) {
                directory.move(name, top, Path.of(UUID.randomUUID().toString()));
                moved = true;
            } else {
                try (var below = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    moved |= deleteContent(below, top, depth + 1);
                }
                directory.deleteDirectory(name);
            }
        }
        return moved;
    }
}
