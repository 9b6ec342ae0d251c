package cn.ac.pcl.octopus.base.resource;

import java.util.Map;

/**
 * A priced size, as it was when it was asked for. Whoever starts something keeps the price.
 *
 * @param price machine-hours charged for one replica's hour
 * @param quantities Kubernetes quantity by resource name
 */
public record Spec(String id, String name, long price, Map<String, String> quantities) {
    public Spec {
        quantities = Map.copyOf(quantities);
    }
}
