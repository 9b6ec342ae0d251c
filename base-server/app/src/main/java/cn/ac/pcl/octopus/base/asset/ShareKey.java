package cn.ac.pcl.octopus.base.asset;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;

/** A version and a workspace that sees it. */
@Embeddable
public record ShareKey(
        @Column(name = "asset_id") String assetId,
        @Column(name = "version") int version,
        @Column(name = "space_id") String spaceId)
        implements Serializable {}
