package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types that are served without a definition. */
public final class BuiltInTypes {
    public static final String NAMESPACES = "namespaces";
    public static final String PODS = "pods";
    public static final String NODES = "nodes";
    public static final String SECRETS = "secrets";
    public static final String EVENTS = "events";
    public static final String VOLUMES = "persistentvolumes";
    public static final String CLAIMS = "persistentvolumeclaims";
    public static final String LEASES = "leases.coordination.k8s.io";
    public static final String PRIORITIES = "priorityclasses.scheduling.k8s.io";
    public static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

    /** API version, kind, plural, short names, traits, selectable fields. */
    private static final String TABLE =
            """
            v1 | Namespace | namespaces | ns | STATUS,LABEL_NAMES | status.phase
            v1 | Pod | pods | po | NAMESPACED,STATUS,GENERATION | \
            spec.nodeName,spec.schedulerName,status.phase,status.podIP
            v1 | Node | nodes | no | STATUS |
            v1 | Service | services | svc | NAMESPACED,STATUS,LABEL_NAMES | spec.type
            v1 | ConfigMap | configmaps | cm | NAMESPACED |
            v1 | Secret | secrets | | NAMESPACED | type
            v1 | Event | events | ev | NAMESPACED | \
            involvedObject.kind,involvedObject.namespace,involvedObject.name,involvedObject.uid,\
            involvedObject.apiVersion,reason,type
            v1 | PersistentVolume | persistentvolumes | pv | STATUS |
            v1 | PersistentVolumeClaim | persistentvolumeclaims | pvc | \
            NAMESPACED,STATUS |
            v1 | ServiceAccount | serviceaccounts | sa | NAMESPACED |
            coordination.k8s.io/v1 | Lease | leases | | NAMESPACED,VERSIONED |
            networking.k8s.io/v1 | NetworkPolicy | networkpolicies | netpol | \
            NAMESPACED,GENERATION |
            scheduling.k8s.io/v1 | PriorityClass | priorityclasses | pc | GENERATION |
            apiextensions.k8s.io/v1 | CustomResourceDefinition | customresourcedefinitions | \
            crd,crds | STATUS,GENERATION,VERSIONED |
            """;

    static final List<ResourceType> ALL = TABLE.lines().map(BuiltInTypes::type).toList();

    private BuiltInTypes() {}

    private static ResourceType type(String row) {
        List<String> cells = Stream.of(row.split("\\|", -1)).map(String::strip).toList();
        int slash = cells.get(0).indexOf('/');
        Set<Trait> traits =
                words(cells.get(4)).stream().map(Trait::valueOf).collect(Collectors.toSet());
        return new ResourceType(
                slash < 0 ? "" : cells.get(0).substring(0, slash),
                cells.get(0).substring(slash + 1),
                cells.get(1),
                cells.get(2),
                words(cells.get(3)),
                traits,
                Set.copyOf(words(cells.get(5))));
    }

    private static List<String> words(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split(",", -1));
    }
}
