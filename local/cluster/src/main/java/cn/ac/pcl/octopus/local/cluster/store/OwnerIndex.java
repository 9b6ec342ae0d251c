package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Who lives, by uid, and who names whom as owner. Used under the store's lock. */
public final class OwnerIndex {
    /** Where an object is. */
    public record Place(String type, ObjectKey key) {}

    private final Map<String, Place> living = new HashMap<>();
    private final Map<String, Set<Place>> dependents = new HashMap<>();

    /** Where the object with this uid is, if it lives. */
    public @Nullable Place place(String uid) {
        return living.get(uid);
    }

    /** The objects that name this uid as an owner. */
    public List<Place> dependents(String uid) {
        return List.copyOf(dependents.getOrDefault(uid, Set.of()));
    }

    /** How many objects live. */
    public int size() {
        return living.size();
    }

    void on(@Nullable StoredObject before, @Nullable StoredObject after) {
        if (before != null) {
            Place place = new Place(before.type(), before.key());
            living.remove(before.uid(), place);
            for (JsonNode owner : Metadata.owners(before.document())) {
                Set<Place> places = dependents.get(Json.text(owner, "uid"));
                if (places != null && places.remove(place) && places.isEmpty()) {
                    dependents.remove(Json.text(owner, "uid"));
                }
            }
        }
        if (after != null) {
            Place place = new Place(after.type(), after.key());
            living.put(after.uid(), place);
            for (JsonNode owner : Metadata.owners(after.document())) {
                dependents
                        .computeIfAbsent(Json.text(owner, "uid"), _ -> new LinkedHashSet<>())
                        .add(place);
            }
        }
    }
}
