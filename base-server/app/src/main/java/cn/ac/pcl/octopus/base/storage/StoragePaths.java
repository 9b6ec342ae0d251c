package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import java.util.Optional;

/**
 * Where everything lies on the shared volume and in the object store: the only place that knows.
 */
public final class StoragePaths {
    private static final String GLOBAL = "global";
    private static final String JOBS = "trainJobs";

    private StoragePaths() {}

    /** Kinds of content, each with a top folder of its own. */
    public enum Kind {
        /** Content of datasets. */
        DATASET("dataSets"),
        /** Content of algorithms. */
        ALGORITHM("codes"),
        /** Content of models. */
        MODEL("models"),
        /** Archives of images. */
        IMAGE("images");

        private final String folder;

        Kind(String folder) {
            this.folder = folder;
        }

        /** Name of the top folder. */
        public String folder() {
            return folder;
        }
    }

    /** Content of a preset, which everybody reads. */
    public static VolumePath preset(Kind kind, String id, VersionNumber version) {
        return new VolumePath(String.join("/", kind.folder, GLOBAL, id, version.toString()));
    }

    /** Content of a user's version. */
    public static VolumePath owned(
            Kind kind, String workspaceId, String userId, String id, VersionNumber version) {
        return new VolumePath(
                String.join("/", kind.folder, workspaceId, userId, id, version.toString()));
    }

    /** What a training job writes. */
    public static VolumePath jobOutput(String workspaceId, String userId, String jobId) {
        return new VolumePath(String.join("/", JOBS, workspaceId, userId, jobId));
    }

    /** Id of the training job that writes to a place, empty when it is no such place. */
    public static Optional<String> jobOf(VolumePath place) {
        var parts = place.text().split("/", -1);
        return parts.length == 4 && parts[0].equals(JOBS)
                ? Optional.of(parts[3])
                : Optional.empty();
    }

    /** Prefix of the objects that are uploaded for a version. */
    public static String uploads(Kind kind, String id, VersionNumber version) {
        return "%s/swap/upload/%s/%s/".formatted(kind.folder, id, version);
    }

    /** Prefix of the objects that are made for the download of a version. */
    public static String downloads(Kind kind, String id, VersionNumber version) {
        return "%s/swap/download/%s/%s/".formatted(kind.folder, id, version);
    }

    /** Prefix of all uploads of a kind. */
    static String uploads(Kind kind) {
        return kind.folder + "/swap/upload/";
    }
}
