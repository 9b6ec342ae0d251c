package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.VersionGoneException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists, whole or in pages that all show the state at the first page's version. */
final class Lists {
    private final ObjectStore store;

    Lists(ObjectStore store) {
        this.store = store;
    }

    void answer(Call call, Selection selection) throws IOException {
        String limitText = call.query("limit");
        long limit = limitText == null ? 0 : Call.number(limitText);
        checkVersion(call);
        ObjectStore.Page page = page(call, selection, limit <= 0 ? Integer.MAX_VALUE : (int) limit);
        ObjectNode metadata = Json.object();
        metadata.put("resourceVersion", Long.toString(page.version()));
        if (page.next() != null) {
            metadata.put("continue", token(page.version(), page.next()));
        }
        call.answer(200, "application/json", json(selection.type(), metadata, page.items()));
    }

    private static byte[] json(ResourceType type, ObjectNode metadata, List<StoredObject> items)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024 + items.size() * 1024);
        String head =
                "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
                        .formatted(type.kind(), type.apiVersion(), metadata);
        out.write(head.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write(items.get(i).json());
        }
        out.write(']');
        out.write('}');
        return out.toByteArray();
    }

    private ObjectStore.Page page(Call call, Selection selection, int limit) {
        String token = call.query("continue");
        String id = selection.type().id();
        if (token == null) {
            return store.list(id, selection.namespace(), selection, limit);
        }
        try {
            JsonNode place = Json.parse(Base64.getUrlDecoder().decode(token));
            return store.list(
                    id,
                    selection.namespace(),
                    selection,
                    limit,
                    place.path("version").asLong(0),
                    new ObjectKey(Json.text(place, "namespace"), Json.text(place, "name")));
        } catch (VersionGoneException _) {
            throw ApiFailure.expired(
                    "The provided continue parameter is too old to display a consistent list"
                            + " result. You must start a new list without the continue parameter.");
        } catch (IllegalArgumentException | JacksonException _) {
            throw ApiFailure.badRequest("continue key is not valid");
        }
    }

    private void checkVersion(Call call) {
        String version = call.query("resourceVersion");
        if (version == null) {
            return;
        }
        long asked = Call.number(version);
        if (asked > store.version()) {
            throw new ApiFailure(
                    504,
                    "Timeout",
                    "Too large resource version: %d, current: %d"
                            .formatted(asked, store.version()));
        }
    }

    private static String token(long version, ObjectKey next) {
        ObjectNode place = Json.object();
        place.put("version", version);
        place.put("namespace", next.namespace());
        place.put("name", next.name());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(place));
    }
}
