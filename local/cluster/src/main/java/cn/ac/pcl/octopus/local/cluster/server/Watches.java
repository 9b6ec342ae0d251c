package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.VersionGoneException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches: a stream of JSON lines, one per change that concerns the selection. An object that
 * starts or stops to match is told as ADDED or DELETED.
 */
final class Watches {
    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** How often a quiet watch is told the current version. */
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(30);

    private final ObjectStore store;

    Watches(ObjectStore store) {
        this.store = store;
    }

    void answer(Call call, Selection selection) throws IOException {
        String from = call.query("resourceVersion");
        long asked = from == null ? 0 : Call.number(from);
        if (asked > store.version()) {
            // The store lost what the client saw, so the client must list again.
            throw ApiFailure.expired(
                    "too large resource version: %d (%d)".formatted(asked, store.version()));
        }
        if (call.query("sendInitialEvents") != null) {
            // As a server without this feature says, whereupon clients list first.
            throw new ApiFailure(
                    422, "Invalid", "sendInitialEvents: Forbidden: this server lists and watches");
        }
        String timeout = call.query("timeoutSeconds");
        Duration length =
                timeout == null
                        ? LONGEST
                        : Duration.ofSeconds(Math.clamp(Call.number(timeout), 1, 86_400));
        Stream stream =
                new Stream(
                        selection,
                        call.isSet("allowWatchBookmarks"),
                        System.nanoTime() + length.toNanos());
        try (OutputStream out = call.stream("application/json")) {
            stream.follow(out, asked == 0 ? stream.tellState(out) : asked);
        }
    }

    /** One watch while it lasts. */
    private final class Stream {
        private final Selection selection;
        private final ResourceType type;
        private final boolean bookmarks;
        private final long end;

        Stream(Selection selection, boolean bookmarks, long end) {
            this.selection = selection;
            this.type = selection.type();
            this.bookmarks = bookmarks;
            this.end = end;
        }

        /** Tells what there is; the result is the version of which. */
        long tellState(OutputStream out) throws IOException {
            ObjectStore.Page state =
                    store.list(
                            type.id(), selection.namespace(), selection, Integer.MAX_VALUE, null);
            for (StoredObject object : state.items()) {
                write(out, "ADDED", object.json());
            }
            return state.version();
        }

        private void follow(OutputStream out, long version) throws IOException {
            try {
                out.flush();
                long place = version;
                long told = version;
                while (!store.isClosed() && System.nanoTime() < end) {
                    long quiet = store.version(); // read before the log: nothing up to it is missed
                    Duration rest = Duration.ofNanos(end - System.nanoTime());
                    Duration wait = rest.compareTo(BOOKMARK_EVERY) < 0 ? rest : BOOKMARK_EVERY;
                    List<Change> changes = store.changes(type.id(), place, wait);
                    for (Change change : changes) {
                        tell(out, change);
                        place = change.version();
                    }
                    if (changes.isEmpty()) {
                        place = Math.max(place, quiet);
                        if (bookmarks && place > told) {
                            bookmark(out, place);
                        }
                        told = place;
                    }
                    out.flush();
                }
            } catch (VersionGoneException e) {
                write(
                        out,
                        "ERROR",
                        Json.bytes(ApiFailure.expired(String.valueOf(e.getMessage())).status()));
                out.flush();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                log.debug("A watcher of {} left", type.id(), e);
            }
        }

        private void tell(OutputStream out, Change change) throws IOException {
            StoredObject before = change.before();
            StoredObject after = change.after();
            boolean was = before != null && selection.test(before);
            boolean is = after != null && selection.test(after);
            if (is && after != null) {
                write(out, was ? "MODIFIED" : "ADDED", after.json());
            } else if (was && before != null && after != null) {
                ObjectNode last = before.draft();
                Metadata.of(last).put("resourceVersion", Long.toString(change.version()));
                write(out, "DELETED", Json.bytes(last));
            } else if (was) {
                write(out, "DELETED", change.last().json());
            }
        }

        private void bookmark(OutputStream out, long version) throws IOException {
            ObjectNode object = Json.object();
            object.put("kind", type.kind());
            object.put("apiVersion", type.apiVersion());
            ObjectNode metadata = object.putObject("metadata");
            metadata.put("resourceVersion", Long.toString(version));
            metadata.putNull("creationTimestamp");
            write(out, "BOOKMARK", Json.bytes(object));
        }

        private static void write(OutputStream out, String event, byte[] object)
                throws IOException {
            out.write(
                    "{\"type\":\"%s\",\"object\":"
                            .formatted(event)
                            .getBytes(StandardCharsets.UTF_8));
            out.write(object);
            out.write('}');
            out.write('\n');
        }
    }
}
