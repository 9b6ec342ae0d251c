package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.asset.Asset;
import cn.ac.pcl.octopus.base.asset.Holder;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An algorithm; models trained with it get the name it carries for them. */
@Entity
@Table(name = "algorithms")
class Algorithm extends Asset {
    @Column(name = "model_name")
    private String modelName;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Algorithm() {}

    Algorithm(
            String id,
            Holder holder,
            String name,
            String modelName,
            @Nullable String description,
            Instant now) {
        super(id, holder, name, description, now);
        this.modelName = modelName;
    }

    String modelName() {
        return modelName;
    }
}
