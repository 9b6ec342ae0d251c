package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import java.util.List;

/**
 * Work on the content of one version. It is stored as JSON, so its form only ever grows.
 *
 * @param owner {@link ContentOwner#name()} of the feature that hears how it ends
 * @param id id of the dataset, algorithm or model
 * @param version the version
 * @param attempt counts the orders for this version, so that a late end of an earlier one is told
 *     from that of the present one
 * @param action what is done
 * @param source key of an uploaded object, or place of a directory
 * @param target place of the content to be made, empty when only packing
 * @param archive key of the zip to be made of the content, empty for none
 */
public record ContentOrder(
        String owner,
        String id,
        VersionNumber version,
        int attempt,
        Action action,
        String source,
        String target,
        String archive) {

    /** What is done with content. */
    public enum Action {
        /** An uploaded zip becomes a directory. */
        UNPACK,
        /** A directory is copied. */
        COPY,
        /** A directory becomes a zip in the object store. */
        PACK
    }

    /** Brings an uploaded zip to its place. */
    public static ContentOrder unpack(
            String owner,
            String id,
            VersionNumber version,
            int attempt,
            String uploadKey,
            VolumePath target) {
        return new ContentOrder(
                owner, id, version, attempt, Action.UNPACK, uploadKey, target.text(), "");
    }

    /** Copies a directory to its place. */
    public static ContentOrder copy(
            String owner,
            String id,
            VersionNumber version,
            int attempt,
            VolumePath source,
            VolumePath target) {
        return new ContentOrder(
                owner, id, version, attempt, Action.COPY, source.text(), target.text(), "");
    }

    /** Makes a zip of a directory. */
    public static ContentOrder pack(
            String owner,
            String id,
            VersionNumber version,
            int attempt,
            VolumePath source,
            String archive) {
        return new ContentOrder(
                owner, id, version, attempt, Action.PACK, source.text(), "", archive);
    }

    /** The same, and then a zip of the new content. */
    public ContentOrder andPack(String archive) {
        return new ContentOrder(owner, id, version, attempt, action, source, target, archive);
    }

    /** Whether a person can order it anew when it has failed. What a job has left comes once. */
    boolean isRepeatable() {
        return action != Action.COPY;
    }

    /** What the order makes. */
    ContentRemoval.Leftover leftover() {
        return new ContentRemoval.Leftover(
                target, archive.isEmpty() ? List.of() : List.of(archive));
    }

    /** What tells this order from others. */
    String name() {
        return "%s-%s-%s-%s-%d".formatted(owner, action, id, version, attempt);
    }
}
