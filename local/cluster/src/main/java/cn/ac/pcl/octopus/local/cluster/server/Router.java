package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what a request is about, and hands it to the part that does it. */
final class Router {
    private final TypeRegistry types;
    private final ObjectStore store;
    private final Discovery discovery;
    private final Objects objects;
    private final Deletion deletion;
    private final Bindings bindings;
    private final Lists lists;
    private final Watches watches;
    private final PodLogs logs;

    Router(TypeRegistry types, ObjectStore store, Objects objects, Watches watches, PodLogs logs) {
        this.types = types;
        this.store = store;
        this.discovery = new Discovery(types);
        this.objects = objects;
        this.deletion = new Deletion(store, objects);
        this.bindings = new Bindings(store, objects);
        this.lists = new Lists(store);
        this.watches = watches;
        this.logs = logs;
    }

    /**
     * What a path names.
     *
     * @param namespace null for the whole cluster
     * @param name empty for the collection
     * @param subresource empty for the object itself
     */
    private record Target(
            ResourceType type, @Nullable String namespace, String name, String subresource) {
        ObjectKey key() {
            return new ObjectKey(namespace == null ? "" : namespace, name);
        }
    }

    void route(Call call) throws IOException {
        List<String> path = call.path();
        if (call.query("dryRun") != null) {
            throw ApiFailure.badRequest("this server has no dry run");
        }
        Optional<ObjectNode> found =
                call.method().equals("GET") ? discovery.answer(path) : Optional.empty();
        if (found.isPresent()) {
            call.answer(200, found.get());
            return;
        }
        Target target = target(path);
        if (target.name().isEmpty()) {
            collection(call, target);
        } else if (target.subresource().isEmpty()) {
            object(call, target);
        } else {
            subresource(call, target);
        }
    }

    /** Reads `[api/v1 | apis/GROUP/VERSION][/namespaces/NAME]/PLURAL[/NAME[/SUBRESOURCE]]`. */
    private Target target(List<String> path) {
        boolean core = !path.isEmpty() && path.getFirst().equals("api");
        int at = core ? 2 : 3;
        if (path.size() <= at || !(core || path.getFirst().equals("apis"))) {
            throw ApiFailure.noSuchResource();
        }
        List<String> rest = path.subList(at, path.size());
        String namespace = null;
        if (rest.getFirst().equals("namespaces")
                && rest.size() > 2
                && !rest.get(2).equals("status")) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        if (core && namespace != null && rest.equals(List.of("bindings"))) {
            return new Target(types.builtIn(BuiltInTypes.PODS), namespace, "?", "binding");
        }
        ResourceType type =
                types.find(core ? "" : path.get(1), path.get(at - 1), rest.getFirst())
                        .orElseThrow(ApiFailure::noSuchResource);
        boolean fits =
                namespace == null ? rest.size() == 1 || !type.namespaced() : type.namespaced();
        if (rest.size() > 3 || !fits) {
            throw ApiFailure.noSuchResource();
        }
        return new Target(
                type,
                namespace,
                rest.size() > 1 ? rest.get(1) : "",
                rest.size() > 2 ? rest.get(2) : "");
    }

    private void collection(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        switch (call.method()) {
            case "GET" -> {
                Selection selection = Selection.of(call, type, target.namespace());
                if (call.isSet("watch")) {
                    watches.answer(call, selection);
                } else {
                    lists.answer(call, selection);
                }
            }
            case "POST" -> {
                if (type.namespaced() && target.namespace() == null) {
                    throw ApiFailure.methodNotAllowed();
                }
                String namespace = target.key().namespace();
                ObjectNode body = checked(type, call.document());
                call.answer(201, objects.create(type, namespace, body, call.writeOptions()));
            }
            default -> throw ApiFailure.methodNotAllowed();
        }
    }

    private void object(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        switch (call.method()) {
            case "GET" -> call.answer(200, objects.existing(type, target.key()));
            case "DELETE" -> {
                Deletion.Options options = Deletion.Options.read(call, call.optionalDocument());
                Deletion.Outcome outcome = deletion.delete(type, target.key(), options);
                if (outcome.gone()) {
                    call.answer(200, deleted(type, outcome.last()));
                } else {
                    call.answer(200, outcome.last());
                }
            }
            default -> write(call, target);
        }
    }

    private void subresource(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        boolean ofPods = type.id().equals(BuiltInTypes.PODS);
        String asked = call.method() + " " + target.subresource();
        if (target.subresource().equals("status") && type.has(Trait.STATUS)) {
            if (call.method().equals("GET")) {
                call.answer(200, objects.existing(type, target.key()));
            } else {
                write(call, target);
            }
        } else if (ofPods && asked.equals("GET log")) {
            logs.answer(call, objects.existing(type, target.key()));
        } else if (ofPods && asked.equals("POST binding")) {
            ObjectNode binding = call.document();
            String name = target.name().equals("?") ? Metadata.name(binding) : target.name();
            bindings.bind(type, new ObjectKey(target.key().namespace(), name), binding);
            call.answer(201, Json.status("Success", 201));
        } else {
            throw ApiFailure.noSuchResource();
        }
    }

    private void write(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        ObjectKey key = target.key();
        String part = target.subresource();
        WriteOptions options = call.writeOptions();
        switch (call.method()) {
            case "PUT" -> {
                ObjectNode body = checked(type, call.document());
                call.answer(200, objects.update(type, key, part, body, options));
            }
            case "PATCH" -> {
                JsonNode body = call.patch();
                if (call.contentType().equals(Patch.APPLY)) {
                    boolean creates = store.get(type.id(), key).isEmpty();
                    ObjectNode applied = checked(type, (ObjectNode) body);
                    call.answer(
                            creates ? 201 : 200, objects.apply(type, key, part, applied, options));
                } else {
                    call.answer(200, objects.patch(type, key, part, new Patch(body), options));
                }
            }
            default -> throw ApiFailure.methodNotAllowed();
        }
    }

    /** The body, if it is of the type that the path names. */
    private static ObjectNode checked(ResourceType type, ObjectNode body) {
        String apiVersion = Json.text(body, "apiVersion");
        String kind = Json.text(body, "kind");
        boolean unnamed = apiVersion.isEmpty() && kind.isEmpty() && !type.has(Trait.CUSTOM);
        if (!unnamed && !(apiVersion.equals(type.apiVersion()) && kind.equals(type.kind()))) {
            throw ApiFailure.badRequest(
                    "the API version and kind in the data (%s, Kind=%s) do not match the expected (%s, Kind=%s)"
                            .formatted(apiVersion, kind, type.apiVersion(), type.kind()));
        }
        return body;
    }

    private static JsonNode deleted(ResourceType type, StoredObject last) {
        ObjectNode status = Json.status("Success", 200);
        ObjectNode details = status.putObject("details");
        details.put("name", last.key().name());
        details.put("group", type.group());
        details.put("kind", type.plural());
        details.put("uid", last.uid());
        return status;
    }
}
