package cn.ac.pcl.octopus.base.dataset;

import cn.ac.pcl.octopus.base.asset.Asset;
import cn.ac.pcl.octopus.base.asset.Holder;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A dataset; its type is a free label. */
@Entity
@Table(name = "datasets")
class Dataset extends Asset {
    private String type;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Dataset() {}

    Dataset(
            String id,
            Holder holder,
            String name,
            String type,
            @Nullable String description,
            Instant now) {
        super(id, holder, name, description, now);
        this.type = type;
    }

    String type() {
        return type;
    }
}
