package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.VersionGoneException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Lists, whole or in pages that all show the state at the first page's version. */
final class Lists {
    private final ObjectStore store;

    Lists(ObjectStore store) {
        this.store = store;
    }

    void answer(Call call, Selection selection) throws IOException {
        ObjectStore.Page page = page(call, selection);
        ObjectNode metadata = Json.object();
        metadata.put("resourceVersion", Long.toString(page.version()));
        if (page.next() != null) {
            metadata.put("continue", token(page.next()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024 + page.items().size() * 1024);
        String head =
                "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
                        .formatted(
                                selection.type().kind(), selection.type().apiVersion(), metadata);
        out.write(head.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < page.items().size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write(page.items().get(i).json());
        }
        out.write(']');
        out.write('}');
        call.answer(200, "application/json", out.toByteArray());
    }

    private ObjectStore.Page page(Call call, Selection selection) {
        String version = call.query("resourceVersion");
        if (version != null && Call.number(version) < 0) {
            throw ApiFailure.badRequest("invalid resource version: " + version);
        }
        String asked = call.query("limit");
        long limit = asked == null ? 0 : Call.number(asked);
        String token = call.query("continue");
        try {
            return store.list(
                    selection.type().id(),
                    selection.namespace(),
                    selection,
                    limit <= 0 ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE),
                    token == null ? null : place(token));
        } catch (VersionGoneException _) {
            throw ApiFailure.expired(
                    "The provided continue parameter is too old to display a consistent list"
                            + " result. You must start a new list without the continue parameter.");
        }
    }

    private static String token(ObjectStore.Place place) {
        String text = place.version() + "/" + place.next();
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectStore.Place place(String token) {
        try {
            byte[] text = Base64.getUrlDecoder().decode(token);
            String[] parts = new String(text, StandardCharsets.UTF_8).split("/", 3);
            return new ObjectStore.Place(
                    Long.parseLong(parts[0]), new ObjectKey(parts[1], parts[2]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            throw ApiFailure.badRequest("continue key is not valid");
        }
    }
}
