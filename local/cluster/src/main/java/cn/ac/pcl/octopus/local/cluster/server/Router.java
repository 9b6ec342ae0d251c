package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
    private final LogRequests logs;

    Router(
            TypeRegistry types,
            ObjectStore store,
            Objects objects,
            Watches watches,
            LogRequests logs) {
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
        Target target = Target.of(path, types);
        if (!target.subresource().isEmpty()) {
            subresource(call, target);
        } else if (target.name().isEmpty()) {
            collection(call, target);
        } else {
            object(call, target);
        }
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
                ObjectNode body = checked(type, call.document());
                call.answer(201, objects.create(target, body, call.manager()));
            }
            default -> throw ApiFailure.methodNotAllowed();
        }
    }

    private void object(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        switch (call.method()) {
            case "GET" -> call.answer(200, objects.existing(type, target.key()));
            case "DELETE" -> {
                Deletion.Outcome outcome =
                        deletion.delete(
                                target,
                                Deletion.Options.read(
                                        call, Shapes.read(DeleteOptions.class, call.document())));
                if (outcome.gone()) {
                    call.answer(200, Json.status("Success", 200));
                } else {
                    call.answer(200, outcome.last());
                }
            }
            default -> write(call, target);
        }
    }

    private void subresource(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        String asked = call.method() + " " + target.subresource();
        if (target.subresource().equals("status") && type.has(Trait.STATUS)) {
            if (call.method().equals("GET")) {
                call.answer(200, objects.existing(type, target.key()));
            } else {
                write(call, target);
            }
        } else if (type.id().equals(BuiltInTypes.PODS) && asked.equals("GET log")) {
            logs.answer(call, objects.existing(type, target.key()));
        } else if (asked.equals("POST " + Target.BINDING)) {
            bindings.bind(target, Shapes.read(Binding.class, call.document()));
            call.answer(201, Json.status("Success", 201));
        } else {
            throw ApiFailure.noSuchResource();
        }
    }

    private void write(Call call, Target target) throws IOException {
        ResourceType type = target.type();
        String manager = call.manager();
        if (call.method().equals("PUT")) {
            ObjectNode body = checked(type, call.document());
            call.answer(200, objects.replace(target, manager, body));
        } else if (!call.method().equals("PATCH")) {
            throw ApiFailure.methodNotAllowed();
        } else if (call.contentType().equals(Call.APPLY)) {
            boolean creates = store.get(type.id(), target.key()).isEmpty();
            ObjectNode body = checked(type, call.document());
            boolean force = call.isSet("force");
            call.answer(creates ? 201 : 200, objects.apply(target, body, manager, force));
        } else {
            ObjectNode patch = call.document();
            call.answer(
                    200,
                    objects.change(
                            target,
                            manager,
                            before -> Shapes.patched(type, Json.merged(before, patch))));
        }
    }

    /** The body, if it is of the type that the path names. */
    private static ObjectNode checked(ResourceType type, ObjectNode body) {
        String apiVersion = Json.text(body, "apiVersion");
        String kind = Json.text(body, "kind");
        if (!apiVersion.equals(type.apiVersion()) || !kind.equals(type.kind())) {
            throw ApiFailure.badRequest(
                    "the API version and kind in the data (%s, Kind=%s) do not match the expected (%s, Kind=%s)"
                            .formatted(apiVersion, kind, type.apiVersion(), type.kind()));
        }
        return Shapes.read(type, body);
    }
}
