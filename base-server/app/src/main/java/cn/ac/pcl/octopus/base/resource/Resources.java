package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.ResourceApi.NewResource;
import cn.ac.pcl.octopus.base.api.ResourceApi.ResourceChange;
import cn.ac.pcl.octopus.base.api.ResourceApi.ResourceView;
import cn.ac.pcl.octopus.base.database.Filter;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Resources. A custom one is a row and a label on its nodes. The row is the first to come, since it
 * holds the name, and the last to go, so whatever is cut off in between can be tried again. No
 * transaction is open while the cluster is asked.
 */
@Service
@EnableConfigurationProperties(ResourceProperties.class)
class Resources {
    private static final Logger log = LoggerFactory.getLogger(Resources.class);

    private final ResourceRepository resources;
    private final SpecRepository specs;
    private final NodeLabels labels;
    private final ResourceProperties properties;
    private final Clock clock;

    Resources(
            ResourceRepository resources,
            SpecRepository specs,
            NodeLabels labels,
            ResourceProperties properties,
            Clock clock) {
        this.resources = resources;
        this.specs = specs;
        this.labels = labels;
        this.properties = properties;
        this.clock = clock;
    }

    /** Those of the names that are resources, by name. */
    @Transactional(readOnly = true)
    Map<String, Resource> named(Collection<String> names) {
        return resources.findByNameIn(names).stream()
                .collect(Collectors.toMap(Resource::name, resource -> resource));
    }

    /**
     * @throws Refusal {@code resource.list-failed}
     */
    List<ResourceView> list() {
        try {
            var nodes = labels.nodes();
            return resources.findAllByOrderByName().stream().map(r -> view(r, nodes)).toList();
        } catch (KubernetesClientException e) {
            throw new Refusal(ErrorCode.RESOURCE_LIST_FAILED, "The cluster does not answer", e);
        }
    }

    String create(NewResource wanted) {
        var nodes = labels.nodes();
        var binding = known(wanted.bindingNodes(), nodes, ErrorCode.RESOURCE_CREATE_FAILED);
        var resource =
                Resource.custom(
                        Ids.random(),
                        wanted.name(),
                        Objects.requireNonNullElse(wanted.desc(), ""),
                        wanted.resourceRef(),
                        clock.instant());
        try {
            resources.saveAndFlush(resource);
        } catch (DataIntegrityViolationException e) {
            throw new Refusal(ErrorCode.RESOURCE_EXISTS, ErrorCode.RESOURCE_EXISTS.title(), e);
        }
        try {
            labels.assign(NodeLabels.ofResource(resource.name()), binding, nodes);
        } catch (RuntimeException e) {
            resources.delete(resource);
            throw e;
        }
        return resource.id();
    }

    String update(String id, ResourceChange change) {
        var nodes = labels.nodes();
        var binding = known(change.bindingNodes(), nodes, ErrorCode.RESOURCE_UPDATE_FAILED);
        var resource =
                resources.findById(id).orElseThrow(() -> missing(ErrorCode.RESOURCE_UPDATE_FAILED));
        resource.describe(Objects.requireNonNullElse(change.desc(), ""));
        if (!resource.isSystem()) {
            var reference = Filter.exactly(change.resourceRef());
            if (reference != null) {
                resource.standFor(reference);
            }
            labels.assign(NodeLabels.ofResource(resource.name()), binding, nodes);
        }
        resources.save(resource);
        return id;
    }

    String delete(String id) {
        var resource =
                resources
                        .findById(id)
                        .filter(r -> !r.isSystem())
                        .orElseThrow(() -> missing(ErrorCode.RESOURCE_DELETE_FAILED));
        var user =
                specs.findAll().stream()
                        .filter(spec -> spec.quantities().containsKey(resource.name()))
                        .findAny();
        if (user.isPresent()) {
            throw new Refusal(
                    ErrorCode.RESOURCE_DELETE_FAILED,
                    "The spec " + user.get().name() + " is made of it");
        }
        labels.assign(NodeLabels.ofResource(resource.name()), List.of(), labels.nodes());
        resources.delete(resource);
        return id;
    }

    /**
     * Adds and removes system resources as nodes report them. What an administrator has described,
     * or made a spec of, stays: a device plug-in that restarts takes its resource away for a while.
     */
    @Transactional
    void follow(Collection<Node> nodes) {
        var known = resources.findAll();
        var reported = new HashSet<String>();
        nodes.forEach(node -> reported.addAll(capacity(node).keySet()));
        var change =
                Discovery.of(
                        reported,
                        properties.ignored(),
                        names(known, true),
                        names(known, false),
                        needed(known));
        for (var name : change.add()) {
            resources.save(Resource.system(Ids.random(), name, clock.instant()));
        }
        known.stream()
                .filter(r -> r.isSystem() && change.remove().contains(r.name()))
                .forEach(resources::delete);
        if (!change.add().isEmpty() || !change.remove().isEmpty()) {
            log.info("Resources found: {}, gone: {}", change.add(), change.remove());
        }
    }

    private Set<String> needed(Collection<Resource> known) {
        var names = new HashSet<String>();
        specs.findAll().forEach(spec -> names.addAll(spec.quantities().keySet()));
        known.stream()
                .filter(resource -> !resource.description().isEmpty())
                .forEach(resource -> names.add(resource.name()));
        return names;
    }

    static Map<String, Quantity> capacity(Node node) {
        var status = node.getStatus();
        return status == null || status.getCapacity() == null ? Map.of() : status.getCapacity();
    }

    private static Set<String> names(Collection<Resource> resources, boolean system) {
        return resources.stream()
                .filter(r -> r.isSystem() == system)
                .map(Resource::name)
                .collect(Collectors.toSet());
    }

    private static List<String> known(
            @Nullable List<String> wanted, Collection<Node> nodes, ErrorCode otherwise) {
        var binding = Objects.requireNonNullElse(wanted, List.<String>of());
        var unknown = NodeLabels.unknown(binding, nodes);
        if (!unknown.isEmpty()) {
            throw new Refusal(otherwise, "There is no node " + String.join(", ", unknown));
        }
        return binding;
    }

    private static Refusal missing(ErrorCode code) {
        return new Refusal(code, "There is no such resource");
    }

    private static ResourceView view(Resource resource, Collection<Node> nodes) {
        var label = resource.isSystem() ? "" : NodeLabels.ofResource(resource.name());
        return new ResourceView(
                resource.id(),
                resource.name(),
                resource.description(),
                resource.reference(),
                resource.isSystem()
                        ? reporting(resource.name(), nodes)
                        : NodeLabels.carrying(label, nodes),
                label,
                resource.isSystem() ? "" : NodeLabels.BOUND);
    }

    private static List<String> reporting(String name, Collection<Node> nodes) {
        var reported = name.equals(Resource.SHM) ? Resource.MEMORY : name;
        return nodes.stream()
                .filter(node -> capacity(node).containsKey(reported))
                .map(node -> node.getMetadata().getName())
                .sorted()
                .toList();
    }
}
