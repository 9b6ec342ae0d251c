package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Naming;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Scope;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The types that are served without a definition. */
public final class BuiltInTypes {
    public static final String NAMESPACES = "namespaces";
    public static final String PODS = "pods";
    public static final String NODES = "nodes";
    public static final String EVENTS = "events";
    public static final String VOLUMES = "persistentvolumes";
    public static final String CLAIMS = "persistentvolumeclaims";
    public static final String PRIORITY_CLASSES = "priorityclasses.scheduling.k8s.io";
    public static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

    private static final Set<String> EVENT_FIELDS =
            Set.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type");

    static final List<ResourceType> ALL =
            List.of(
                    cluster("", "v1", "Namespace", "ns")
                            .fields("status.phase")
                            .traits(Trait.STATUS, Trait.LABEL_NAMES)
                            .type(),
                    namespaced("", "v1", "Pod", "po")
                            .fields(
                                    "spec.nodeName",
                                    "spec.restartPolicy",
                                    "spec.schedulerName",
                                    "spec.serviceAccountName",
                                    "spec.hostNetwork",
                                    "status.phase",
                                    "status.podIP",
                                    "status.nominatedNodeName")
                            .traits(Trait.STATUS, Trait.GENERATION, Trait.ANSWERS_DELETED)
                            .categories("all")
                            .type(),
                    cluster("", "v1", "Node", "no")
                            .fields("spec.unschedulable")
                            .traits(Trait.STATUS)
                            .type(),
                    namespaced("", "v1", "Service", "svc")
                            .fields("spec.clusterIP", "spec.type")
                            .traits(Trait.STATUS, Trait.LABEL_NAMES, Trait.ANSWERS_DELETED)
                            .categories("all")
                            .type(),
                    namespaced("", "v1", "ConfigMap", "cm").type(),
                    namespaced("", "v1", "Secret").fields("type").type(),
                    namespaced("", "v1", "Event", "ev")
                            .fields(EVENT_FIELDS.toArray(String[]::new))
                            .type(),
                    cluster("", "v1", "PersistentVolume", "pv")
                            .traits(Trait.STATUS, Trait.ANSWERS_DELETED)
                            .type(),
                    namespaced("", "v1", "PersistentVolumeClaim", "pvc")
                            .traits(Trait.STATUS, Trait.ANSWERS_DELETED)
                            .type(),
                    namespaced("", "v1", "ServiceAccount", "sa")
                            .traits(Trait.ANSWERS_DELETED)
                            .type(),
                    namespaced("events.k8s.io", "v1", "Event", "ev")
                            .fields(EVENT_FIELDS.toArray(String[]::new))
                            .fields("regarding.kind", "regarding.name", "regarding.namespace")
                            .storedAs(EVENTS)
                            .type(),
                    namespaced("coordination.k8s.io", "v1", "Lease").type(),
                    namespaced("networking.k8s.io", "v1", "NetworkPolicy", "netpol")
                            .plural("networkpolicies")
                            .traits(Trait.GENERATION)
                            .type(),
                    cluster("scheduling.k8s.io", "v1", "PriorityClass", "pc")
                            .plural("priorityclasses")
                            .traits(Trait.GENERATION)
                            .type(),
                    namespaced("policy", "v1", "PodDisruptionBudget", "pdb")
                            .traits(Trait.STATUS, Trait.GENERATION)
                            .type(),
                    cluster("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "crd", "crds")
                            .traits(Trait.STATUS, Trait.GENERATION)
                            .categories("api-extensions")
                            .type());

    private BuiltInTypes() {}

    private static Row namespaced(String group, String version, String kind, String... shorts) {
        return new Row(group, version, kind, Scope.NAMESPACED, shorts);
    }

    private static Row cluster(String group, String version, String kind, String... shorts) {
        return new Row(group, version, kind, Scope.CLUSTER, shorts);
    }

    /** One row of the table while it is written down. */
    private static final class Row {
        private final String group;
        private final String version;
        private final String kind;
        private final Scope scope;
        private final List<String> shorts;
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private final List<String> fields = new ArrayList<>();
        private final List<String> categories = new ArrayList<>();
        private String plural;
        private String id = "";

        Row(String group, String version, String kind, Scope scope, String... shorts) {
            this.group = group;
            this.version = version;
            this.kind = kind;
            this.scope = scope;
            this.shorts = List.of(shorts);
            this.plural = kind.toLowerCase(Locale.ROOT) + "s";
        }

        Row plural(String name) {
            plural = name;
            return this;
        }

        Row fields(String... names) {
            fields.addAll(List.of(names));
            return this;
        }

        Row traits(Trait... more) {
            traits.addAll(List.of(more));
            return this;
        }

        Row categories(String... names) {
            categories.addAll(List.of(names));
            return this;
        }

        Row storedAs(String other) {
            id = other;
            return this;
        }

        ResourceType type() {
            String home = group.isEmpty() ? plural : plural + "." + group;
            return new ResourceType(
                    id.isEmpty() ? home : id,
                    group,
                    version,
                    scope,
                    new Naming(
                            plural,
                            kind.toLowerCase(Locale.ROOT),
                            kind,
                            kind + "List",
                            shorts,
                            categories),
                    traits,
                    Set.copyOf(fields));
        }
    }
}
