package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import cn.ac.pcl.octopus.scheduler.core.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/// A snapshot as JSON: to be saved where something puzzling was decided, sent to a colleague, and
/// replayed to the same plan.
///
/// The components of the core's records are written as they are, so that a new one comes along by
/// itself; a document that lacks one was written by another version, and is refused with its name.
///
/// @param at the moment for which the plan is to be made
public record SnapshotFile(
        String format, int version, Instant at, Settings settings, Snapshot snapshot) {
    private static final String FORMAT = "octopus-scheduler-snapshot";
    private static final int VERSION = 1;

    /// A state at a moment, under the settings it was made with.
    public static SnapshotFile of(PoolState state, Settings settings, Instant at) {
        return new SnapshotFile(FORMAT, VERSION, at, settings, state.snapshot());
    }

    /// The state, as it was.
    public PoolState state() {
        return PoolState.of(snapshot, settings);
    }

    public String text() {
        return Documents.JSON
                .writer()
                .with(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(this);
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws FaultyDocument when it is something else; the message says what and where
    public static SnapshotFile parse(String text) {
        try {
            JsonNode tree = Documents.JSON.readTree(text);
            if (!tree.path("format").asString("").equals(FORMAT)) {
                throw new FaultyDocument("this is no snapshot: its format is not " + FORMAT);
            }
            if (tree.path("version").asInt(0) != VERSION) {
                throw new FaultyDocument(
                        "the snapshot has version %s, this program reads version %d"
                                .formatted(tree.path("version"), VERSION));
            }
            return Documents.JSON.treeToValue(tree, SnapshotFile.class);
        } catch (JacksonException fault) {
            throw new FaultyDocument(Documents.fault(fault), fault);
        }
    }

    /// Writes it to a file, whole or not at all.
    public void save(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path part = Files.createTempFile(target.getParent(), ".snapshot", ".part");
        try {
            Files.writeString(part, text());
            Files.move(
                    part,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    public static SnapshotFile load(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (FaultyDocument fault) {
            throw new FaultyDocument(file + ": " + fault.getMessage(), fault);
        }
    }
}
