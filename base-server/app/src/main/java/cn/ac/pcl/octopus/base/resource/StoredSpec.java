package cn.ac.pcl.octopus.base.resource;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A spec as it is stored. It is made and deleted, never changed, so that prices stay true. */
@Entity
@Table(name = "specs")
class StoredSpec {
    @Id private String id;
    private String name;
    private long price;

    @Convert(converter = QuantitiesAsJson.class)
    private Map<String, String> quantities;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version private @Nullable Long version;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected StoredSpec() {}

    StoredSpec(String id, String name, long price, Map<String, String> quantities, Instant now) {
        this.id = id;
        this.name = name;
        this.price = price;
        this.quantities = Map.copyOf(quantities);
        this.createdAt = now;
    }

    Spec toSpec() {
        return new Spec(id, name, price, quantities);
    }

    String name() {
        return name;
    }

    Map<String, String> quantities() {
        return quantities;
    }

    /** Writes the quantities as a JSON object. */
    static final class QuantitiesAsJson implements AttributeConverter<Map<String, String>, String> {
        private static final JsonMapper JSON = JsonMapper.shared();
        private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};

        @Override
        public String convertToDatabaseColumn(Map<String, String> quantities) {
            return JSON.writeValueAsString(quantities);
        }

        @Override
        public Map<String, String> convertToEntityAttribute(String stored) {
            return JSON.readValue(stored, TYPE);
        }
    }
}
