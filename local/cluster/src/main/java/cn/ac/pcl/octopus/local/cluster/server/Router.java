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
    private final OpenApi openApi;
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
        this.openApi = new OpenApi(types);
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
     * @param name null for the collection
     * @param subresource empty for the object itself
     */
    private record Target(
            ResourceType type,
            @Nullable String namespace,
            @Nullable String name,
            String subresource) {
        ObjectKey key() {
            return new ObjectKey(
                    type.namespaced() && namespace != null ? namespace : "",
                    name == null ? "" : name);
        }
    }

    void route(Call call) throws IOException {
        List<String> path = call.path();
        if (!call.acceptsJson()) {
            throw new ApiFailure(
                    406,
                    "NotAcceptable",
                    "only the following media types are accepted: application/json");
        }
        Optional<ObjectNode> found =
                call.method().equals("GET")
                        ? discovery.answer(path).or(() -> openApi.answer(path))
                        : Optional.empty();
        if (found.isPresent()) {
            call.answer(200, found.get());
            return;
        }
        if (isNamespaceBindings(path)) {
            bind(call, path.get(3), null);
            return;
        }
        Target target = target(path);
        if (target.name() == null) {
            collection(call, target);
        } else if (target.subresource().isEmpty()) {
            object(call, target);
        } else {
            subresource(call, target);
        }
    }

    private static boolean isNamespaceBindings(List<String> path) {
        return path.size() == 5
                && path.getFirst().equals("api")
                && path.get(2).equals("namespaces")
                && path.get(4).equals("bindings");
    }

    private Target target(List<String> path) {
        int at =
                path.isEmpty()
                        ? -1
                        : path.getFirst().equals("api")
                                ? 2
                                : path.getFirst().equals("apis") ? 3 : -1;
        if (at < 0 || path.size() <= at) {
            throw ApiFailure.noSuchResource();
        }
        String group = at == 2 ? "" : path.get(1);
        String version = path.get(at - 1);
        List<String> rest = path.subList(at, path.size());
        String namespace = null;
        boolean ofNamespace =
                rest.getFirst().equals("namespaces")
                        && rest.size() > 2
                        && !List.of("status", "finalize").contains(rest.get(2));
        if (ofNamespace) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        ResourceType type =
                types.find(group, version, rest.getFirst()).orElseThrow(ApiFailure::noSuchResource);
        if (rest.size() > 3 || (namespace != null && !type.namespaced())) {
            throw ApiFailure.noSuchResource();
        }
        if (rest.size() > 1 && type.namespaced() && namespace == null) {
            throw ApiFailure.noSuchResource();
        }
        return new Target(
                type,
                namespace,
                rest.size() > 1 ? rest.get(1) : null,
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
                ObjectNode body = typed(type, call.document());
                String namespace = target.namespace() == null ? "" : target.namespace();
                ObjectNode created = objects.create(type, namespace, body, call.writeOptions());
                call.answer(201, Views.document(type, created));
            }
            case "DELETE" -> {
                Deletion.Options options = Deletion.Options.read(call, call.optionalDocument());
                Selection selection = Selection.of(call, type, target.namespace());
                List<StoredObject> all =
                        store.list(type.id(), target.namespace(), selection, Integer.MAX_VALUE)
                                .items();
                for (StoredObject object : all) {
                    deleteIfThere(type, object.key(), options);
                }
                ObjectNode metadata = Json.object();
                metadata.put("resourceVersion", Long.toString(store.version()));
                call.answer(200, "application/json", Lists.json(type, metadata, all));
            }
            default -> throw ApiFailure.methodNotAllowed();
        }
    }

    private void deleteIfThere(ResourceType type, ObjectKey key, Deletion.Options options) {
        store.atomically(
                () -> store.get(type.id(), key).map(_ -> deletion.delete(type, key, options)));
    }

    private void object(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        ObjectKey key = target.key();
        switch (call.method()) {
            case "GET" ->
                    call.answer(
                            200, "application/json", Views.json(type, objects.existing(type, key)));
            case "PUT", "PATCH" -> write(call, target, "");
            case "DELETE" -> {
                Deletion.Options options = Deletion.Options.read(call, call.optionalDocument());
                Deletion.Outcome outcome = deletion.delete(type, key, options);
                call.answer(
                        200,
                        outcome.gone() && !type.has(Trait.ANSWERS_DELETED)
                                ? deleted(type, outcome.last())
                                : Views.document(type, outcome.last()));
            }
            default -> throw ApiFailure.methodNotAllowed();
        }
    }

    private void subresource(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        boolean pods = type.id().equals(BuiltInTypes.PODS);
        if (target.subresource().equals("status") && type.has(Trait.STATUS)) {
            switch (call.method()) {
                case "GET" ->
                        call.answer(200, Views.document(type, objects.get(type, target.key())));
                case "PUT", "PATCH" -> write(call, target, "status");
                default -> throw ApiFailure.methodNotAllowed();
            }
        } else if (pods && target.subresource().equals("binding")) {
            bind(call, target.key().namespace(), target.name());
        } else if (pods && target.subresource().equals("log") && call.method().equals("GET")) {
            logs.answer(call, objects.existing(type, target.key()));
        } else {
            throw ApiFailure.noSuchResource();
        }
    }

    private void write(Call call, Target target, String subresource) throws IOException {
        ResourceType type = target.type();
        WriteOptions options = call.writeOptions();
        if (call.method().equals("PUT")) {
            ObjectNode body = typed(type, call.document());
            ObjectNode updated = objects.update(type, target.key(), subresource, body, options);
            call.answer(200, Views.document(type, updated));
            return;
        }
        Patch patch = Patch.parse(call.contentType(), call.body());
        boolean creates =
                patch.format() == Patch.Format.APPLY
                        && store.get(type.id(), target.key()).isEmpty();
        ObjectNode patched = objects.patch(type, target.key(), subresource, patch, options);
        call.answer(creates ? 201 : 200, Views.document(type, patched));
    }

    private void bind(Call call, String namespace, @Nullable String pod) throws IOException {
        if (!call.method().equals("POST")) {
            throw ApiFailure.methodNotAllowed();
        }
        ObjectNode binding = call.document();
        String name = pod == null ? Metadata.name(binding) : pod;
        ResourceType pods = types.byId(BuiltInTypes.PODS).orElseThrow();
        ObjectNode answer =
                bindings.bind(pods, new ObjectKey(namespace, name), binding, call.isDryRun());
        call.answer(201, answer);
    }

    /** The body in stored form, if it is of the type that the path names. */
    private static ObjectNode typed(ResourceType type, ObjectNode body) {
        String apiVersion = Json.text(body, "apiVersion");
        String kind = Json.text(body, "kind");
        boolean named = !apiVersion.isEmpty() || !kind.isEmpty();
        if (type.has(Trait.CUSTOM) && !named) {
            throw ApiFailure.badRequest("Object 'Kind' is missing in the body of the request");
        }
        if (named && !(apiVersion.equals(type.apiVersion()) && kind.equals(type.kind()))) {
            throw ApiFailure.badRequest(
                    "the API version and kind in the data (%s, Kind=%s) do not match the expected (%s, Kind=%s)"
                            .formatted(apiVersion, kind, type.apiVersion(), type.kind()));
        }
        return Views.stored(type, body);
    }

    private static JsonNode deleted(ResourceType type, ObjectNode last) {
        ObjectNode status = Json.object();
        status.put("kind", "Status");
        status.put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details");
        details.put("name", Metadata.name(last));
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural());
        details.put("uid", Metadata.uid(last));
        return status;
    }
}
